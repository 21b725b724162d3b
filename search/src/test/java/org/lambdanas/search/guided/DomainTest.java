package org.lambdanas.search.guided;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.DartsSpace;
import org.lambdanas.graph.space.NasBench101Space;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.NasBenchNlpSpace;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;

class DomainTest {

  private static final BenchmarkTableFile TABLE =
      PublishedTables.bySpace(NasBench201Space.INSTANCE.id()).orElseThrow();

  /** Some architectures of a space, as a table would have them. */
  private static Domain sample(SearchSpace space, int size) {
    SplittableRandom random = new SplittableRandom(3);
    return new FiniteDomain(
        space, IntStream.range(0, size).mapToObj(i -> space.sample(random)).toList());
  }

  static List<Domain> domains() {
    return List.of(
        Domain.of(TABLE, "params_millions"),
        Domain.of(DartsSpace.DARTS),
        Domain.of(NasBench101Space.INSTANCE),
        sample(NasBench101Space.INSTANCE, 300),
        sample(NasBenchNlpSpace.INSTANCE, 200),
        sample(DartsSpace.S1, 100));
  }

  @ParameterizedTest
  @MethodSource("domains")
  void changesStayInsideAndLeadElsewhere(Domain domain) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20; i++) {
      Candidate candidate = domain.draw(random);
      assertThat(domain.candidate(candidate.architecture())).isEqualTo(candidate);
      Candidate mutated = domain.mutate(candidate, random);
      assertThat(mutated).isNotEqualTo(candidate);
      assertThat(domain.candidate(mutated.architecture())).isEqualTo(mutated);
      List<Candidate> neighbours = domain.neighbours(candidate);
      assertThat(neighbours).doesNotHaveDuplicates().doesNotContain(candidate);
      // A cell of NAS-Bench-101 without inner vertices has none.
      assertThat(neighbours.isEmpty()).isEqualTo(isBare(candidate));
      neighbours.forEach(
          neighbour -> assertThat(domain.candidate(neighbour.architecture())).isEqualTo(neighbour));
      assertThat(domain.features(candidate)).hasSameSizeAs(domain.features(mutated));
    }
  }

  private static boolean isBare(Candidate candidate) {
    return candidate.number() < 0
        && candidate.architecture().getMatrixCell().getOperationsCount() == 2;
  }

  /** There are 9 445 cells without dead operations among the 15 625. */
  @Test
  void duplicatesAreOneCandidate() {
    Domain domain = Domain.of(TABLE, "params_millions");
    assertThat(domain.size()).hasValue(9445);
    assertThat(Domain.of(NasBench201Space.INSTANCE).size()).hasValue(9445);
    for (int row = 0; row < 15_625; row += 97) {
      Architecture architecture = TABLE.architecture(row);
      Candidate candidate = domain.candidate(architecture);
      Architecture form = domain.space().canonical(architecture);
      assertThat(candidate.architecture()).isEqualTo(form);
      assertThat(domain.candidate(form)).isSameAs(candidate);
    }
  }

  @Test
  void drawsEachAsOften() {
    Domain domain = sample(NasBench201Space.INSTANCE, 20);
    int size = domain.size().orElseThrow();
    int[] counts = new int[size];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1000 * size; i++) {
      counts[domain.draw(random).number()]++;
    }
    assertThat(Arrays.stream(counts)).allMatch(count -> count > 870 && count < 1130);
  }

  @Test
  void drawsWhatIsLeft() {
    Domain domain = sample(NasBench201Space.INSTANCE, 60);
    SplittableRandom random = new SplittableRandom(1);
    Set<Candidate> known = new HashSet<>();
    for (int i = 0; i < domain.size().orElseThrow(); i++) {
      assertThat(known.add(domain.draw(random, known::contains).orElseThrow())).isTrue();
    }
    assertThat(domain.draw(random, known::contains)).isEqualTo(Optional.empty());
  }

  /** A neighbour in the whole table is one change away. */
  @Test
  void neighboursAreThoseOfTheSpaceWhereTheyAreThere() {
    Domain domain = Domain.of(TABLE, "params_millions");
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20; i++) {
      Candidate candidate = domain.draw(random);
      Set<Architecture> near = new HashSet<>();
      domain.space().neighbours(candidate.architecture()).stream()
          .map(domain.space()::canonical)
          .forEach(near::add);
      near.remove(candidate.architecture());
      assertThat(domain.neighbours(candidate).stream().map(Candidate::architecture))
          .containsExactlyInAnyOrderElementsOf(near);
    }
  }

  /** In a sample they are the nearest by features, an equal number of each. */
  @Test
  void neighboursInASampleAreTheNearest() {
    Domain domain = sample(NasBenchNlpSpace.INSTANCE, 200);
    Candidate candidate = domain.draw(new SplittableRandom(1));
    List<Candidate> near = domain.neighbours(candidate);
    assertThat(near).hasSize(24);
    double farthest = distance(domain, candidate, near.get(near.size() - 1));
    long nearer =
        domain.spread(1000).stream()
            .filter(other -> distance(domain, candidate, other) < farthest)
            .count();
    assertThat(nearer).isLessThanOrEqualTo(24);
  }

  private static double distance(Domain domain, Candidate a, Candidate b) {
    double[] first = domain.features(a);
    double[] second = domain.features(b);
    return IntStream.range(0, first.length)
        .mapToDouble(i -> (first[i] - second[i]) * (first[i] - second[i]))
        .sum();
  }

  @Test
  void whatIsNotThereIsRefused() {
    Domain domain = sample(NasBench201Space.INSTANCE, 5);
    SplittableRandom random = new SplittableRandom(77);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                domain.candidate(SearchSpaces.byId("nasbench201").sample(random));
              }
            })
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is not among the");
    assertThatThrownBy(() -> Domain.of(TABLE, "nonsense")).isInstanceOf(ConfigException.class);
  }
}

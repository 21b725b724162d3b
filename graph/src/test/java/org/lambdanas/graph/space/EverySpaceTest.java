package org.lambdanas.graph.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.Architecture;

/** What holds in every search space. */
class EverySpaceTest {

  static Stream<SearchSpace> spaces() {
    return SearchSpaces.all().stream();
  }

  private static List<Architecture> samples(SearchSpace space, int count) {
    SplittableRandom random = new Seed(7).child(space.id()).random();
    return Stream.generate(() -> space.sample(random)).limit(count).toList();
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void samplesAreValidDifferAndRepeatWithTheSeed(SearchSpace space) {
    List<Architecture> samples = samples(space, 200);
    samples.forEach(space::validate);
    assertThat(new HashSet<>(samples)).hasSizeGreaterThan(150);
    assertThat(samples(space, 200)).isEqualTo(samples);
    assertThat(samples).allSatisfy(a -> assertThat(SearchSpaces.of(a)).isSameAs(space));
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void everyTextFormIsReadBack(SearchSpace space) {
    for (Architecture architecture : samples(space, 100)) {
      assertThat(space.parse(space.format(architecture))).isEqualTo(architecture);
      assertThat(space.texts(architecture).values())
          .contains(space.format(architecture))
          .allSatisfy(
              text -> {
                assertThat(text).hasLineCount(1);
                assertThat(space.parse("  " + text + " ")).isEqualTo(architecture);
              });
    }
  }

  /** So a text says of itself which space it is of, but for those that share their form. */
  @ParameterizedTest
  @MethodSource("spaces")
  void noOtherFormReadsTheText(SearchSpace space) {
    Architecture architecture = samples(space, 1).get(0);
    for (SearchSpace other : SearchSpaces.all()) {
      if (other.sample(new SplittableRandom(1)).getFormCase() != architecture.getFormCase()) {
        for (String text : space.texts(architecture).values()) {
          assertThatThrownBy(() -> other.parse(text))
              .isInstanceOf(DataException.class)
              .hasMessageNotContaining("\n");
        }
        assertThatThrownBy(() -> other.validate(architecture)).isInstanceOf(DataException.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void mutationGivesAnotherValidCellAndLeavesItsParent(SearchSpace space) {
    SplittableRandom random = new Seed(8).child(space.id()).random();
    for (Architecture parent : samples(space, 60)) {
      byte[] before = parent.toByteArray();
      Set<Architecture> children = new HashSet<>();
      for (int i = 0; i < 10; i++) {
        Architecture child = space.mutate(parent, random);
        space.validate(child);
        assertThat(child).isNotEqualTo(parent);
        children.add(child);
      }
      assertThat(children).hasSizeGreaterThan(1);
      assertThat(parent.toByteArray()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void childrenOfTwoParentsAreValidAndHaveOfBoth(SearchSpace space) {
    SplittableRandom random = new Seed(12).child(space.id()).random();
    boolean joins = space instanceof CellSpace;
    Set<Architecture> children = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Architecture first = space.sample(random);
      Architecture second = space.sample(random);
      Optional<Architecture> child = space.cross(first, second, random);
      assertThat(child.isPresent()).isEqualTo(joins);
      child.ifPresent(space::validate);
      child.filter(c -> !c.equals(first) && !c.equals(second)).ifPresent(children::add);
      // What both have stays.
      assertThat(space.cross(first, first, random)).isEqualTo(child.map(any -> first));
    }
    if (joins) {
      assertThat(children).hasSizeGreaterThan(5);
    }
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void neighboursAreValidDistinctAndMutual(SearchSpace space) {
    SplittableRandom random = new Seed(10).child(space.id()).random();
    for (Architecture architecture : walk(space, 5)) {
      List<Architecture> neighbours = space.neighbours(architecture);
      assertThat(neighbours).doesNotHaveDuplicates().doesNotContain(architecture);
      neighbours.forEach(space::validate);
      for (int i = 0; i < Math.min(neighbours.size(), 20); i++) {
        Architecture neighbour = neighbours.get(random.nextInt(neighbours.size()));
        assertThat(space.neighbours(neighbour))
            .as("neighbours of %s", neighbour)
            .contains(architecture);
      }
    }
  }

  /** Samples, their canonical forms, and what is two steps away: with parts out of use too. */
  private static List<Architecture> walk(SearchSpace space, int count) {
    SplittableRandom random = new Seed(9).child(space.id()).random();
    List<Architecture> reached = new ArrayList<>();
    for (Architecture sample : samples(space, count)) {
      reached.add(sample);
      reached.add(space.canonical(sample));
      List<Architecture> near = space.neighbours(sample);
      Architecture step = near.get(random.nextInt(near.size()));
      List<Architecture> further = space.neighbours(step);
      reached.add(further.get(random.nextInt(further.size())));
    }
    return reached;
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void theCanonicalFormIsAMemberAndItsOwnForm(SearchSpace space) {
    for (Architecture architecture : walk(space, 20)) {
      Architecture canonical = space.canonical(architecture);
      space.validate(canonical);
      assertThat(space.canonical(canonical)).isEqualTo(canonical);
    }
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void foreignArchitecturesAreRefusedEverywhere(SearchSpace space) {
    SplittableRandom random = new SplittableRandom(1);
    for (Architecture foreign :
        List.of(
            Architecture.getDefaultInstance(),
            space.sample(random).toBuilder().setSpace("other").build(),
            Architecture.newBuilder().setSpace(space.id()).build())) {
      assertThatThrownBy(() -> space.validate(foreign)).isInstanceOf(DataException.class);
      assertThatThrownBy(() -> space.mutate(foreign, random)).isInstanceOf(DataException.class);
      assertThatThrownBy(() -> space.neighbours(foreign)).isInstanceOf(DataException.class);
      assertThatThrownBy(() -> space.canonical(foreign)).isInstanceOf(DataException.class);
      assertThatThrownBy(() -> space.format(foreign)).isInstanceOf(DataException.class);
      assertThatThrownBy(() -> space.texts(foreign)).isInstanceOf(DataException.class);
    }
  }
}

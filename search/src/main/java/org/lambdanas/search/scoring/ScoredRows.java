package org.lambdanas.search.scoring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.score.ArchitectureScorer;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.ScoringConfig;

/**
 * The architectures of a run and the networks that are scored for them: one for all that score
 * alike.
 *
 * @param architectures the rows of the table, in order
 * @param networks an architecture for each network, the first of those that score alike
 * @param networkOf for each row, the index of its network
 */
// Never compared.
@SuppressWarnings("ArrayRecordComponent")
record ScoredRows(List<Architecture> architectures, List<Architecture> networks, int[] networkOf) {

  /** A space whose draws are all known after so many has few more. */
  private static final int MOST_REPEATED_DRAWS = 10_000;

  static ScoredRows of(ScoringConfig config, ArchitectureScorer scorer) {
    Map<String, Integer> indices = new LinkedHashMap<>();
    List<Architecture> networks = new ArrayList<>();
    List<Architecture> rows = architectures(config, scorer);
    int[] networkOf = new int[rows.size()];
    for (int row = 0; row < networkOf.length; row++) {
      Architecture architecture = rows.get(row);
      networkOf[row] =
          indices.computeIfAbsent(
              scorer.key(architecture),
              key -> {
                networks.add(architecture);
                return networks.size() - 1;
              });
    }
    return new ScoredRows(rows, List.copyOf(networks), networkOf);
  }

  private static List<Architecture> architectures(ScoringConfig config, ArchitectureScorer scorer) {
    SearchSpace space = SearchSpaces.byId(config.getScores().getSpace());
    if (config.getAll()) {
      return space.members();
    }
    return config.getSample() > 0
        ? sample(space, config.getSample(), new Seed(config.getScores().getSeed()), scorer)
        : List.copyOf(new LinkedHashSet<>(config.getArchitecturesList()));
  }

  private static List<Architecture> sample(
      SearchSpace space, int count, Seed seed, ArchitectureScorer scorer) {
    SplittableRandom random = seed.child("sample").random();
    List<Architecture> drawn = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (int repeated = 0; drawn.size() < count; ) {
      Architecture next = space.sample(random);
      if (keys.add(scorer.key(next))) {
        drawn.add(next);
        repeated = 0;
      } else if (++repeated > MOST_REPEATED_DRAWS) {
        throw new ConfigException(
            "--sample is %d, but %s has hardly more than %d networks that differ: use --all"
                .formatted(count, space.id(), drawn.size()));
      }
    }
    return List.copyOf(drawn);
  }
}

package org.lambdanas.search.comparison;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.score.ArchitectureScorer;
import org.lambdanas.graph.score.RankCombination;
import org.lambdanas.graph.score.RankCombination.Pool;
import org.lambdanas.graph.score.ScoreSettings;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.CandidateCell;
import org.lambdanas.proto.v1.ChosenCell;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.ScoreConfig;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.search.run.Run;

/**
 * Chooses one of the cells that searches with several seeds have found, without training any and
 * without a look at published results. Cells that have not collapsed come first, then those with
 * the higher sum of ranks over {@link #MEASURES}.
 *
 * <p>The super-network's own accuracy cannot choose: where few images are searched on, those that
 * end with skip connections have the best.
 */
public final class CellChoice {

  /** In NAS-Bench-201 together they choose better than each alone. */
  private static final List<String> MEASURES = List.of("nwot", "jacov", "synflow");

  /** Of weights and images; their scores are averaged. */
  private static final int DRAWS = 3;

  private static final String FILE = "chosen.binpb";

  private final ComparisonConfig compared;
  private final ScoreConfig scores;

  /**
   * A choice.
   *
   * @param compared of a comparison that asks for one
   * @param scores the same as in it, with the images where they are now
   */
  public CellChoice(ComparisonConfig compared, ScoreConfig scores) {
    this.compared = compared;
    this.scores = scores;
  }

  /** How the cells of searches are scored: as networks of the search's own size, on its images. */
  public static ScoreConfig settings(SearchConfig search) {
    return ScoreConfig.newBuilder()
        .setSpace(search.getSpace())
        .addAllMeasures(MEASURES)
        .setData(ScoreSettings.unchanged(search.getData().toBuilder()))
        .setNetwork(search.getNetwork())
        .setBatchSize(search.getBatchSize())
        .setInitialisations(DRAWS)
        .setSeed(search.getSeed())
        .setExecution(
            search.getExecution().toBuilder()
                .setPrecision("float32")
                .setIntraOpThreads(1)
                .setInterOpThreads(1))
        .build();
  }

  /** What has been chosen in the folder of a comparison. */
  static Optional<ChosenCell> done(Path comparison) {
    Path file = comparison.resolve(FILE);
    return Files.exists(file)
        ? Optional.of(Messages.read(file, ChosenCell.getDefaultInstance()))
        : Optional.empty();
  }

  /**
   * Chooses, and keeps it with the comparison.
   *
   * @return empty if it was stopped
   */
  Optional<ChosenCell> run(
      Run<ComparisonConfig, ComparisonResult> run,
      List<ComparedRun> runs,
      BooleanSupplier stopRequested) {
    Optional<ChosenCell> chosen = done(run.path()).or(() -> of(runs, stopRequested));
    chosen.ifPresent(one -> run.write(FILE, one));
    return chosen;
  }

  private Optional<ChosenCell> of(List<ComparedRun> runs, BooleanSupplier stopRequested) {
    ArchitectureScorer scorer = ArchitectureScorer.of(scores);
    Map<String, Map<String, Double>> known = new HashMap<>();
    List<CandidateCell.Builder> candidates = candidates(runs);
    for (CandidateCell.Builder candidate : candidates) {
      if (stopRequested.getAsBoolean()) {
        return Optional.empty();
      }
      Architecture cell = candidate.getCell().getArchitecture();
      candidate.putAllScores(
          known.computeIfAbsent(scorer.key(cell), key -> scorer.score(cell).values()));
    }
    return Optional.of(ranked(candidates));
  }

  /**
   * The cells of searches, by each rule of derivation unless one was asked for; those of baselines
   * are there to be compared with.
   */
  private List<CandidateCell.Builder> candidates(List<ComparedRun> runs) {
    Derivation asked = compared.getSearch().getDerivation();
    List<CandidateCell.Builder> candidates = new ArrayList<>();
    for (ComparedRun run : runs) {
      if (ComparedMethod.byId(run.getMethod()) instanceof ComparedMethod.Searched) {
        Set<String> seen = new HashSet<>();
        for (DerivedCell cell : run.getCellsList()) {
          if ((asked == Derivation.DERIVATION_UNSPECIFIED || asked == cell.getDerivation())
              && seen.add(cell.getArchitectureText())) {
            candidates.add(
                CandidateCell.newBuilder()
                    .setMethod(run.getMethod())
                    .setSeed(run.getSeed())
                    .setCell(cell));
          }
        }
      }
    }
    return candidates;
  }

  /** Best first, by the measures that all of them determine; of those alike the first search's. */
  static ChosenCell ranked(List<CandidateCell.Builder> candidates) {
    List<String> common =
        MEASURES.stream()
            .filter(measure -> candidates.stream().allMatch(one -> one.containsScores(measure)))
            .toList();
    Map<String, float[]> columns = new HashMap<>();
    for (String measure : common) {
      float[] column = new float[candidates.size()];
      for (int i = 0; i < column.length; i++) {
        column[i] = (float) candidates.get(i).getScoresOrThrow(measure);
      }
      columns.put(measure, column);
    }
    Pool pool = Pool.of(columns);
    RankCombination rule = new RankCombination("choice", false, common);
    return ChosenCell.newBuilder()
        .addAllCandidates(
            candidates.stream()
                .map(one -> one.setRankSum(rule.of(one.getScoresMap(), pool).orElseThrow()).build())
                .sorted(
                    Comparator.comparing((CandidateCell one) -> one.getCell().getCollapsed())
                        .thenComparing(
                            Comparator.comparingDouble(CandidateCell::getRankSum).reversed()))
                .toList())
        .build();
  }
}

package org.lambdanas.predictors.learningcurve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.setting;
import static org.lambdanas.predictors.learningcurve.CurveFixtures.spec;
import static org.lambdanas.predictors.learningcurve.DirectCurvePredictorsTest.predictor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.testing.SharedFiles;
import org.lambdanas.predictors.learningcurve.PennTreebankCurves.Losses;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.metric.PredictionError;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

/** What partial curves say of the end of trainings, on NAS-Bench-NLP. */
class PennTreebankTest {

  private static final int[] FIDELITIES = {3, 5, 10, 25};

  private static PredictorSpec nlp(String id) {
    return spec(id).setSpace("nasbench_nlp").build();
  }

  private static List<Observation> cut(List<Losses> rows, int epochs) {
    return rows.stream().map(row -> row.cut(epochs)).toList();
  }

  private static double[] numbers(List<Losses> rows, ToDoubleFunction<Losses> number) {
    return rows.stream().mapToDouble(number).toArray();
  }

  private static double[] query(String id, List<Observation> queries) {
    try (Model model = predictor(id).fit(nlp(id), List.of())) {
      return model.query(queries).stream().mapToDouble(Prediction::getMean).toArray();
    }
  }

  private static double tau(double[] truth, double[] predicted) {
    return Correlation.KENDALL.compute(truth, predicted).value();
  }

  @Test
  void validationLossRanksAsPublished() {
    List<Losses> rows = PennTreebankCurves.load();
    assertThat(rows).hasSize(11_598);
    double[] published = {.63, .71, .81, .92};
    for (int i = 0; i < published.length; i++) {
      double[] predicted = query("valloss", cut(rows, FIDELITIES[i]));
      assertThat(tau(numbers(rows, Losses::best), predicted)).isCloseTo(published[i], within(.01));
    }
  }

  @Test
  void extrapolationRanksBetterThanTheCurveSoFar() {
    assertExtrapolationIsBetter(
        PennTreebankCurves.sample(PennTreebankCurves.load(), 150, new Seed(21)));
  }

  @Test
  void extrapolationRanksBetterThanTheCurveSoFarOnTheExcerpt(@TempDir Path folder)
      throws IOException {
    List<Losses> rows =
        PennTreebankCurves.read(SharedFiles.excerpt("nasbench_nlp_ptb.jsonl.gz", folder));
    assertThat(rows).hasSize(30);
    assertExtrapolationIsBetter(rows);
  }

  /** What the mean absolute error was with families that all had about the same weight: .19. */
  @Test
  void extrapolationIsWithinATenthOfANatAfterTenEpochs() {
    List<Losses> rows = PennTreebankCurves.sample(PennTreebankCurves.load(), 150, new Seed(25));
    assertThat(
            PredictionError.MEAN_ABSOLUTE
                .compute(numbers(rows, Losses::target), query("lce", cut(rows, 10)))
                .value())
        .isLessThan(.1);
  }

  private static void assertExtrapolationIsBetter(List<Losses> rows) {
    double[] truth = numbers(rows, Losses::target);
    for (int epochs : new int[] {3, 10}) {
      List<Observation> queries = cut(rows, epochs);
      assertThat(tau(truth, query("lce", queries)))
          .isGreaterThan(tau(truth, query("valacc", queries)));
    }
  }

  /** Run it with {@code -Dgroups=study -Dtest.excluded=none -Dtest=PennTreebankTest}. */
  @Test
  @Tag("study")
  void learningCurvePredictors(TestReporter reporter) {
    List<Losses> all = PennTreebankCurves.load();
    for (String id : List.of("valacc", "valloss", "sotl", "sotle", "lce", "lce_m")) {
      int count = id.equals("lce") ? 3000 : id.equals("lce_m") ? 600 : all.size();
      List<Losses> rows = PennTreebankCurves.sample(all, count, new Seed(22));
      for (int epochs : FIDELITIES) {
        long start = System.nanoTime();
        double[] predicted = query(id, cut(rows, epochs));
        double milliseconds = (System.nanoTime() - start) / 1e6 / count;
        double last = tau(numbers(rows, Losses::target), predicted);
        reporter.publishEntry(
            id + " at " + epochs + " of " + count,
            String.format(
                Locale.ROOT,
                "tau %.3f with the last loss, %.3f with the best; %.2f ms each",
                last,
                tau(numbers(rows, Losses::best), predicted),
                milliseconds));
        assertThat(last).isGreaterThan(.5);
      }
    }
  }

  /** Run it with {@code -Dgroups=study -Dtest.excluded=none -Dtest=PennTreebankTest}. */
  @Test
  @Tag("study")
  void supportVectors(TestReporter reporter) {
    List<Losses> all = PennTreebankCurves.load();
    int trials = 10;
    for (int epochs : FIDELITIES) {
      for (int size : new int[] {14, 24, 42, 71, 121, 205}) {
        double sum = 0;
        double error = 0;
        double seconds = 0;
        for (int trial = 0; trial < trials; trial++) {
          List<Losses> drawn =
              PennTreebankCurves.sample(all, 200 + size, new Seed(23).child(trial));
          List<Losses> test = drawn.subList(0, 200);
          PredictorSpec spec = nlp("lcsvr").toBuilder().setSeed(trial).build();
          long start = System.nanoTime();
          try (Model model =
              predictor("lcsvr").fit(spec, cut(drawn.subList(200, 200 + size), epochs))) {
            seconds += (System.nanoTime() - start) / 1e9;
            double[] predicted =
                model.query(cut(test, epochs)).stream().mapToDouble(Prediction::getMean).toArray();
            double[] truth = numbers(test, Losses::target);
            sum += tau(truth, predicted);
            error += PredictionError.MEAN_ABSOLUTE.compute(truth, predicted).value();
          }
        }
        reporter.publishEntry(
            "lcsvr at " + epochs + " epochs, " + size + " trained",
            String.format(
                Locale.ROOT,
                "tau %.3f, mean absolute error %.3f, fit %.2f s, %d trials",
                sum / trials,
                error / trials,
                seconds / trials,
                trials));
        assertThat(sum / trials).isGreaterThan(.4);
      }
    }
  }

  /** Run it with {@code -Dgroups=study -Dtest.excluded=none -Dtest=PennTreebankTest}. */
  @Test
  @Tag("study")
  void fitOnAThousand(TestReporter reporter) {
    List<Losses> drawn = PennTreebankCurves.sample(PennTreebankCurves.load(), 1200, new Seed(24));
    List<Losses> test = drawn.subList(0, 200);
    for (int variant = 0; variant < 2; variant++) {
      PredictorSpec spec =
          nlp("lcsvr").toBuilder().addSettings(setting("all_curve", variant)).build();
      long start = System.nanoTime();
      try (Model model = predictor("lcsvr").fit(spec, cut(drawn.subList(200, 1200), 10))) {
        double seconds = (System.nanoTime() - start) / 1e9;
        double[] predicted =
            model.query(cut(test, 10)).stream().mapToDouble(Prediction::getMean).toArray();
        double tau = tau(numbers(test, Losses::target), predicted);
        reporter.publishEntry(
            "lcsvr on 1000 at 10 epochs, all_curve " + variant,
            String.format(Locale.ROOT, "tau %.3f, fit %.2f s", tau, seconds));
        assertThat(tau).isGreaterThan(.7);
      }
    }
  }
}

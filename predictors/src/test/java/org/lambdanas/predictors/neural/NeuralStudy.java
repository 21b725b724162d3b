package org.lambdanas.predictors.neural;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.encoding.Encodings;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.Feature;

public final class NeuralStudy {
  public static void main(String[] args) {
    String id = args[0];
    int trials = Integer.parseInt(args[1]);
    int[] sizes = Arrays.stream(args[2].split(",")).mapToInt(Integer::parseInt).toArray();
    BenchmarkTableFile table = PublishedTables.bySpace("nasbench201").orElseThrow();
    float[] accuracy = table.column("cifar10valid_test_200ep_seed888");
    for (int a = 3; a < Math.max(4, args.length); a++) {
      String spec = a < args.length ? args[a] : "";
      List<Feature> given = new ArrayList<>();
      Learner learner = NeuralLearners.all().stream().filter(l -> l.description().id().equals(id)).findFirst().orElseThrow();
      String encoding = learner.description().encodings().get(0);
      for (String part : spec.split(",")) {
        if (part.startsWith("encoding=")) encoding = part.substring(9);
        else if (part.contains("=")) given.add(Feature.newBuilder().setName(part.split("=")[0]).setValue(Double.parseDouble(part.split("=")[1])).build());
      }
      Settings settings = Settings.of(learner.description().settings(), given);
      StringBuilder line = new StringBuilder(id + " " + spec + ":");
      for (int n : sizes) {
        double sum = 0, squares = 0, seconds = 0;
        for (int trial = 0; trial < trials; trial++) {
          Seed seed = new Seed(100 + trial);
          int[] order = new int[15625];
          SplittableRandom random = seed.child("order").random();
          for (int i = 0; i < order.length; i++) { int j = random.nextInt(i + 1); order[i] = order[j]; order[j] = i; }
          List<Encoding> train = new ArrayList<>(), test = new ArrayList<>();
          double[] y = new double[n], truth = new double[200];
          for (int i = 0; i < 200; i++) { test.add(Encodings.of("nasbench201", encoding).encode(table.architecture(order[i]))); truth[i] = accuracy[order[i]]; }
          for (int i = 0; i < n; i++) { train.add(Encodings.of("nasbench201", encoding).encode(table.architecture(order[200 + i]))); y[i] = accuracy[order[200 + i]]; }
          double[] ranks = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).rank(y);
          NormalDistribution normal = new NormalDistribution();
          double[] labels = Arrays.stream(ranks).map(r -> normal.inverseCumulativeProbability((r - .5) / n)).toArray();
          String enc = encoding;
          long start = System.nanoTime();
          try (Learned learned = learner.fit(new LearningTask(train, labels, settings, seed.child("fit"), count -> {
              List<Encoding> more = new ArrayList<>();
              for (int i = 0; i < count; i++) more.add(Encodings.of("nasbench201", enc).encode(table.architecture(order[15624 - i])));
              return more; }))) {
            seconds += (System.nanoTime() - start) / 1e9;
            double tau = new KendallsCorrelation().correlation(truth, learned.predict(test).means());
            sum += tau; squares += tau * tau;
          }
        }
        double mean = sum / trials;
        line.append(String.format(java.util.Locale.ROOT, " n=%d tau %.3f (sd %.3f) %.2fs;", n, mean, Math.sqrt(Math.max(0, squares / trials - mean * mean)), seconds / trials));
      }
      System.out.println(line);
    }
  }
}

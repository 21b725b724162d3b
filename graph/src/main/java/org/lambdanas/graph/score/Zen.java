package org.lambdanas.graph.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.layer.Activation;
import org.lambdanas.graph.layer.LayerKind;
import org.lambdanas.graph.layer.RunningStatistics.Statistic;
import org.lambdanas.graph.layer.Towers;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/** How far a little noise moves the features, with the scales that batch norms take out. */
record Zen() implements Measure {

  private static final String VARIANCE = "/variance";

  @Override
  public String id() {
    return "zen";
  }

  @Override
  public String summary() {
    return "ln of the features' move under a hundredth of noise, plus half the ln of each batch"
        + " norm's variance, with Gaussian weights (Lin et al. 2021).";
  }

  @Override
  public Reading prepare(Subject subject) {
    List<Operand<TFloating>> features =
        subject.network().activations(LayerKind.GLOBAL_POOL).stream()
            .map(pool -> subject.network().value(pool.input()))
            .toList();
    Map<String, Operand<TFloating>> variances = new LinkedHashMap<>();
    Map<String, Long> pixels = new HashMap<>();
    for (Activation<Towers> norm : subject.network().activations(LayerKind.BATCH_NORM)) {
      Shape map = subject.network().value(norm.output()).shape();
      pixels.put(norm.name(), map.get(1) * map.get(2));
    }
    for (Statistic statistic : subject.network().statistics()) {
      String name = statistic.running().name().replaceFirst("^statistics/", "");
      if (name.endsWith(VARIANCE)) {
        String norm = name.substring(0, name.length() - VARIANCE.length());
        if (subject.counts(norm)) {
          variances.put(norm, statistic.observed());
        }
      }
    }
    List<Operand<?>> read = new ArrayList<>(features);
    read.addAll(variances.values());
    return new Reading(
        List.of(
            new Request(subject, Weighting.GAUSSIAN, Input.NOISE, read),
            new Request(subject, Weighting.GAUSSIAN, Input.SHIFTED_NOISE, read)),
        answers -> {
          double move = 0;
          double images = 1;
          for (Operand<TFloating> feature : features) {
            double[] a = answers.of(Weighting.GAUSSIAN, Input.NOISE, feature);
            double[] b = answers.of(Weighting.GAUSSIAN, Input.SHIFTED_NOISE, feature);
            long size = feature.shape().get(1) * feature.shape().get(2) * feature.shape().get(3);
            images = (double) a.length / size;
            for (int i = 0; i < a.length; i++) {
              move += Math.abs(a[i] - b[i]) / images;
            }
          }
          Map<String, Double> parts = new LinkedHashMap<>();
          Map<String, double[]> bare = new LinkedHashMap<>();
          double batch = images;
          variances.forEach(
              (norm, variance) -> {
                double[] a = answers.of(Weighting.GAUSSIAN, Input.NOISE, variance);
                double[] b = answers.of(Weighting.GAUSSIAN, Input.SHIFTED_NOISE, variance);
                // The running variance after two updates from 1 with momentum 0.1, as published.
                double running = .81 + .09 * mean(a) + .1 * mean(b);
                parts.put(norm, .5 * Math.log(running));
                double rows = batch * pixels.getOrDefault(norm, 1L);
                bare.put(norm, new double[] {.5 * Math.log(mean(a) * (rows - 1) / rows)});
              });
          double scales = Score.sumOf(parts).value();
          double log = Math.log(move);
          double bareScales = bare.values().stream().mapToDouble(scale -> scale[0]).sum();
          return new Score(subject.connected() ? log + scales : Double.NEGATIVE_INFINITY, parts)
              .with("delta", move)
              .with("log_delta", log)
              .with("per_batch_norm_batch_variance", bare)
              .with("value_batch_variance", log + bareScales);
        });
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }
}

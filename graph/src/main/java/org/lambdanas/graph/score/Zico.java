package org.lambdanas.graph.score;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;

/** How steady the gradient is from batch to batch. */
record Zico() implements Measure {

  @Override
  public String id() {
    return "zico";
  }

  @Override
  public String summary() {
    return "Sum over layers of ln sum of mean |gradient| / its deviation over two batches (Li et"
        + " al. 2023).";
  }

  @Override
  public Reading prepare(Subject subject) {
    List<? extends Operand<?>> gradients = subject.weightGradients();
    return new Reading(
        List.of(
            new Request(subject, Weighting.STORED, Input.BATCH, gradients),
            new Request(subject, Weighting.STORED, Input.SECOND_BATCH, gradients)),
        answers -> {
          Map<String, Double> parts = new LinkedHashMap<>();
          int steady = 0;
          for (int l = 0; l < gradients.size(); l++) {
            double[] a = answers.of(Weighting.STORED, Input.BATCH, gradients.get(l));
            double[] b = answers.of(Weighting.STORED, Input.SECOND_BATCH, gradients.get(l));
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
              double deviation = Math.abs(a[i] - b[i]) / 2;
              if (deviation > 0) {
                sum += (Math.abs(a[i]) + Math.abs(b[i])) / 2 / deviation;
              } else {
                steady++;
              }
            }
            parts.put(subject.layers().get(l).name(), sum > 0 ? Math.log(sum) : 0);
          }
          return Score.sumOf(parts).with("weights_with_zero_deviation", steady);
        });
  }
}

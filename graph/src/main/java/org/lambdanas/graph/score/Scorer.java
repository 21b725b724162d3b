package org.lambdanas.graph.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.score.Measure.Answers;
import org.lambdanas.graph.score.Measure.Input;
import org.lambdanas.graph.score.Measure.Reading;
import org.lambdanas.graph.score.Measure.Weighting;
import org.lambdanas.graph.score.Sight.Images;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;

/** Scores one network: adds to its graph what measures ask for, and runs each setting once. */
public final class Scorer {

  private final Map<Measure, Reading> readings = new LinkedHashMap<>();

  /** What is read, by the weights and what the network sees. */
  private final Map<Weights, Map<Input, Set<Output<?>>>> byWeights = new LinkedHashMap<>();

  /** Prepares measures of a network. */
  public Scorer(Subject subject, List<Measure> measures) {
    measures.forEach(measure -> readings.put(measure, measure.prepare(subject)));
    readings.values().stream()
        .flatMap(reading -> reading.requests().stream())
        .filter(request -> !request.tensors().isEmpty())
        .forEach(
            request ->
                request
                    .tensors()
                    .forEach(
                        tensor ->
                            byWeights
                                .computeIfAbsent(
                                    new Weights(request.of(), request.weights()),
                                    weights -> new LinkedHashMap<>())
                                .computeIfAbsent(request.input(), input -> new LinkedHashSet<>())
                                .add(tensor.asOutput())));
  }

  /**
   * Scores the network as it sees something.
   *
   * @param stored values of its weights, by parameter
   * @return scores by measure
   */
  public Map<Measure, Score> score(Sight sight, Function<Parameter, double[]> stored) {
    Map<Key, double[]> values = new HashMap<>();
    byWeights.forEach(
        (weights, places) -> {
          try (StepScope scope = new StepScope()) {
            Map<Output<?>, Fed> fed = fed(scope, weights, sight.draws(), stored);
            places.forEach(
                (input, tensors) -> {
                  // What is fed cannot be read back.
                  List<Output<?>> read = new ArrayList<>();
                  for (Output<?> tensor : tensors) {
                    Fed known = fed.get(tensor);
                    if (known == null) {
                      read.add(tensor);
                    } else {
                      values.put(new Key(weights.weighting(), input, tensor), known.values());
                    }
                  }
                  if (!read.isEmpty()) {
                    run(weights, fed, input, read, sight, values);
                  }
                });
          }
        });
    Answers answers =
        (weights, input, tensor) ->
            Objects.requireNonNull(
                values.get(new Key(weights, input, tensor.asOutput())), "nobody asked for it");
    Map<Measure, Score> scores = new LinkedHashMap<>();
    readings.forEach((measure, reading) -> scores.put(measure, reading.score().apply(answers)));
    return scores;
  }

  private record Weights(Subject of, Weighting weighting) {}

  private record Key(Weighting weights, Input input, Output<?> tensor) {}

  /** A parameter's values, and the same as a tensor. */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  private record Fed(double[] values, Tensor tensor) {}

  private static Map<Output<?>, Fed> fed(
      StepScope scope, Weights weights, Draws draws, Function<Parameter, double[]> stored) {
    Precision precision = weights.of().runtime().precision();
    Map<Output<?>, Fed> fed = new LinkedHashMap<>();
    for (Parameter parameter : weights.of().network().parameters().weights().all()) {
      double[] values = values(parameter, weights.weighting(), draws, stored);
      fed.put(
          parameter.value().asOutput(),
          new Fed(values, scope.tensor(precision, parameter.shape(), values)));
    }
    return fed;
  }

  private static double[] values(
      Parameter parameter, Weighting weighting, Draws draws, Function<Parameter, double[]> stored) {
    int size = Math.toIntExact(parameter.size());
    switch (weighting) {
      case STORED:
        return stored.apply(parameter);
      case ABSOLUTE:
        return Arrays.stream(stored.apply(parameter)).map(Math::abs).toArray();
      default:
        double[] values = new double[size];
        if (Subject.isWeight(parameter)) {
          values = draws.normal(parameter.name(), size);
          if (weighting == Weighting.KAIMING) {
            double factor = Math.sqrt(2 / fanIn(parameter.shape()));
            values = Arrays.stream(values).map(v -> v * factor).toArray();
          }
        } else if (parameter.name().endsWith("/scale")) {
          Arrays.fill(values, 1);
        }
        return values;
    }
  }

  private static double fanIn(Shape shape) {
    if (shape.numDimensions() == 2) {
      return shape.get(0);
    }
    double window = shape.get(0) * shape.get(1);
    // A depthwise kernel, [height, width, channels, 1], reads one channel.
    return shape.get(3) == 1 ? window : window * shape.get(2);
  }

  private static void run(
      Weights weights,
      Map<Output<?>, Fed> fed,
      Input input,
      List<Output<?>> tensors,
      Sight sight,
      Map<Key, double[]> values) {
    Subject subject = weights.of();
    NetworkInputs inputs = subject.network().inputs();
    FeatureShape image = subject.image();
    Images images = sight.of(input, image);
    Precision precision = subject.runtime().precision();
    try (StepScope scope = new StepScope()) {
      GraphRun run =
          subject
              .runtime()
              .runner()
              .feed(
                  inputs.images(),
                  scope.tensor(
                      precision,
                      Shape.of(images.size(), image.height(), image.width(), image.channels()),
                      images.values()))
              .feed(inputs.labels(), scope.labels(images.labels()));
      fed.forEach((parameter, value) -> run.feed(parameter, value.tensor()));
      if (weights.weighting() == Weighting.KAIMING) {
        subject
            .signs()
            .forEach(
                (block, signs) -> {
                  Shape shape = signs.shape();
                  Shape whole = Shape.of(images.size(), shape.get(1), shape.get(2), shape.get(3));
                  run.feed(
                      signs,
                      scope.tensor(
                          precision,
                          whole,
                          sight.draws().signs(block.name(), Math.toIntExact(whole.size()))));
                });
      }
      tensors.forEach(run::fetch);
      Result result = subject.runtime().run(scope, run);
      for (int i = 0; i < tensors.size(); i++) {
        values.put(
            new Key(weights.weighting(), input, tensors.get(i)),
            TensorValues.doubles(result.get(i)));
      }
    }
  }
}

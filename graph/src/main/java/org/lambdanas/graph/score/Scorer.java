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
import org.lambdanas.graph.score.Measure.Request;
import org.lambdanas.graph.score.Measure.Weighting;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;

/** Scores networks: prepares what measures ask for and runs each setting once for all of them. */
public final class Scorer {

  private static final double SHIFT = .01;

  private final List<Measure> measures;
  private final Draws draws;
  private final Images batch;
  private final Images second;

  /**
   * Images with their classes.
   *
   * @param values normalised, {@code [batch, height, width, channels]}
   * @param labels class indices, {@code [batch]}
   */
  public record Images(double[] values, int[] labels) {

    int size() {
      return labels.length;
    }
  }

  /**
   * A scorer.
   *
   * @param measures what to measure
   * @param draws random numbers, the same for every network
   * @param batch what networks see
   * @param second another batch, of the same size
   */
  public Scorer(List<Measure> measures, Draws draws, Images batch, Images second) {
    this.measures = List.copyOf(measures);
    this.draws = draws;
    this.batch = batch;
    this.second = second;
  }

  /**
   * Scores a network.
   *
   * @param subject the network
   * @param stored values of its weights, by parameter
   * @return scores by measure
   */
  public Map<Measure, Score> score(Subject subject, Function<Parameter, double[]> stored) {
    Map<Measure, Reading> readings = new LinkedHashMap<>();
    measures.forEach(measure -> readings.put(measure, measure.prepare(subject)));
    Map<Place, Set<Output<?>>> wanted = new LinkedHashMap<>();
    for (Reading reading : readings.values()) {
      for (Request request : reading.requests()) {
        if (request.tensors().isEmpty()) {
          continue;
        }
        Set<Output<?>> tensors =
            wanted.computeIfAbsent(
                new Place(request.of(), request.weights(), request.input()),
                place -> new LinkedHashSet<>());
        request.tensors().forEach(tensor -> tensors.add(tensor.asOutput()));
      }
    }
    Map<Key, double[]> values = new HashMap<>();
    Map<Subject, Weighting> now = new HashMap<>();
    List<Place> places = new ArrayList<>(wanted.keySet());
    places.sort((a, b) -> a.weights().compareTo(b.weights()));
    for (Place place : places) {
      if (now.put(place.subject(), place.weights()) != place.weights()) {
        assign(place.subject(), place.weights(), stored);
      }
      run(place, List.copyOf(wanted.get(place)), values);
    }
    Answers answers =
        (weights, input, tensor) ->
            Objects.requireNonNull(
                values.get(new Key(weights, input, tensor.asOutput())), "nobody asked for it");
    Map<Measure, Score> scores = new LinkedHashMap<>();
    readings.forEach((measure, reading) -> scores.put(measure, reading.score().apply(answers)));
    return scores;
  }

  private record Place(Subject subject, Weighting weights, Input input) {}

  private record Key(Weighting weights, Input input, Output<?> tensor) {}

  private void assign(Subject subject, Weighting weighting, Function<Parameter, double[]> stored) {
    Map<Parameter, double[]> values = new LinkedHashMap<>();
    for (Parameter parameter : subject.network().parameters().weights().all()) {
      values.put(parameter, values(parameter, weighting, stored));
    }
    subject.runtime().assign(values);
  }

  private double[] values(
      Parameter parameter, Weighting weighting, Function<Parameter, double[]> stored) {
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

  private void run(Place place, List<Output<?>> tensors, Map<Key, double[]> values) {
    Subject subject = place.subject();
    NetworkInputs inputs = subject.network().inputs();
    Images images = images(place.input(), subject.image());
    FeatureShape image = subject.image();
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
      if (place.weights() == Weighting.KAIMING) {
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
                          draws.signs(block.name(), Math.toIntExact(whole.size()))));
                });
      }
      tensors.forEach(run::fetch);
      Result result = subject.runtime().run(scope, run);
      for (int i = 0; i < tensors.size(); i++) {
        values.put(
            new Key(place.weights(), place.input(), tensors.get(i)),
            TensorValues.doubles(result.get(i)));
      }
    }
  }

  private Images images(Input input, FeatureShape image) {
    int size = Math.toIntExact(image.size());
    return switch (input) {
      case BATCH -> batch;
      case SECOND_BATCH -> second;
      case NOISE -> new Images(noise("noise", size), batch.labels());
      case SHIFTED_NOISE -> {
        double[] shifted = noise("noise", size).clone();
        double[] other = noise("noise/second", size);
        for (int i = 0; i < shifted.length; i++) {
          shifted[i] += SHIFT * other[i];
        }
        yield new Images(shifted, batch.labels());
      }
      case JOINED -> {
        double[] values = Arrays.copyOf(batch.values(), 4 * size * batch.size());
        int[] labels = Arrays.copyOf(batch.labels(), 4 * batch.size());
        List<double[]> more =
            List.of(second.values(), noise("noise", size), noise("noise/second", size));
        for (int i = 0; i < more.size(); i++) {
          System.arraycopy(
              more.get(i), 0, values, (i + 1) * size * batch.size(), more.get(i).length);
        }
        yield new Images(values, labels);
      }
      case NOISE_IMAGE -> new Images(draws.normal("noise/image", size), new int[1]);
      case ONES -> {
        double[] ones = new double[size];
        Arrays.fill(ones, 1);
        yield new Images(ones, new int[1]);
      }
    };
  }

  private double[] noise(String purpose, int size) {
    return draws.normal(purpose, size * batch.size());
  }
}

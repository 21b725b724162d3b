package org.lambdanas.graph.score;

import java.util.Arrays;
import java.util.Comparator;
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
import org.lambdanas.graph.score.Sight.Images;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;

/** Scores one network: adds to its graph what measures ask for, and runs each setting once. */
public final class Scorer {

  private final Map<Measure, Reading> readings = new LinkedHashMap<>();

  /** What is read of each setting, those with the same weights one after the other. */
  private final Map<Place, Set<Output<?>>> places = new LinkedHashMap<>();

  /** Prepares measures of a network. */
  public Scorer(Subject subject, List<Measure> measures) {
    measures.forEach(measure -> readings.put(measure, measure.prepare(subject)));
    readings.values().stream()
        .flatMap(reading -> reading.requests().stream())
        .filter(request -> !request.tensors().isEmpty())
        .sorted(Comparator.comparing(Request::weights))
        .forEach(
            request ->
                request
                    .tensors()
                    .forEach(
                        tensor ->
                            places
                                .computeIfAbsent(
                                    new Place(request.of(), request.weights(), request.input()),
                                    place -> new LinkedHashSet<>())
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
    Map<Subject, Weighting> now = new HashMap<>();
    places.forEach(
        (place, tensors) -> {
          if (now.put(place.subject(), place.weights()) != place.weights()) {
            assign(place, sight.draws(), stored);
          }
          run(place, List.copyOf(tensors), sight, values);
        });
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

  private static void assign(Place place, Draws draws, Function<Parameter, double[]> stored) {
    Map<Parameter, double[]> values = new LinkedHashMap<>();
    for (Parameter parameter : place.subject().network().parameters().weights().all()) {
      values.put(parameter, values(parameter, place.weights(), draws, stored));
    }
    place.subject().runtime().assign(values);
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
      Place place, List<Output<?>> tensors, Sight sight, Map<Key, double[]> values) {
    Subject subject = place.subject();
    NetworkInputs inputs = subject.network().inputs();
    FeatureShape image = subject.image();
    Images images = sight.of(place.input(), image);
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
                          sight.draws().signs(block.name(), Math.toIntExact(whole.size()))));
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
}

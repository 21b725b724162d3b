package org.lambdanas.predictors.predictor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lambdanas.proto.v1.LabelTransform;

/**
 * What a predictor is, needs and gives.
 *
 * @param id its name in options, files and messages: {@code "xgb"}
 * @param title its name in words
 * @param family what it learns from
 * @param encodings the encodings it can read, its own first, which in a space without it is the
 *     next that the space has; empty: it reads no encoding
 * @param curves what it reads of learning curves; empty: it reads none
 * @param features names of the numbers that it reads of what is known about an architecture, such
 *     as scores of its untrained network; empty: it reads none
 * @param leastObservations fewest observations with targets that it can be fitted on; 0: it needs
 *     no fit
 * @param givesDeviation whether its predictions come with a standard deviation
 * @param settings the settings it declares
 * @param nativeLibrary the Debian package without which it cannot be fitted, such as {@code
 *     libgomp1}
 * @param source paper and section it comes from
 * @param published how its publication has it, as far as that is not a setting
 */
public record PredictorDescription(
    String id,
    String title,
    Family family,
    List<String> encodings,
    Optional<CurveNeed> curves,
    List<String> features,
    int leastObservations,
    boolean givesDeviation,
    List<SettingDescription> settings,
    Optional<String> nativeLibrary,
    String source,
    Published published) {

  /** The vectors that a predictor of rows of numbers reads, where it ranks best with the first. */
  public static final List<String> VECTORS =
      List.of(
          "graph",
          "adjacency_one_hot",
          "path",
          "adjacency_one_hot+graph",
          "adjacency_one_hot+path");

  /**
   * How a predictor's publication has it.
   *
   * @param encodings of which the first that a space has is taken
   * @param labels the scale of the labels
   */
  public record Published(List<String> encodings, LabelTransform labels) {

    /** Copies, each encoding once. */
    public Published {
      encodings = encodings.stream().distinct().toList();
    }
  }

  /** A predictor that reads no features, whose publication has the same encodings and labels. */
  public PredictorDescription(
      String id,
      String title,
      Family family,
      List<String> encodings,
      Optional<CurveNeed> curves,
      int leastObservations,
      boolean givesDeviation,
      List<SettingDescription> settings,
      Optional<String> nativeLibrary,
      String source) {
    this(
        id,
        title,
        family,
        encodings,
        curves,
        List.of(),
        leastObservations,
        givesDeviation,
        settings,
        nativeLibrary,
        source,
        new Published(encodings, LabelTransform.LABEL_TRANSFORM_RANK_GAUSS));
  }

  /** A predictor that learns from encodings alone, from one observation on. */
  public static PredictorDescription modelBased(
      String id,
      String title,
      List<String> encodings,
      boolean givesDeviation,
      List<SettingDescription> settings,
      String source) {
    return new PredictorDescription(
        id,
        title,
        Family.MODEL_BASED,
        encodings,
        Optional.empty(),
        1,
        givesDeviation,
        settings,
        Optional.empty(),
        source);
  }

  /** The same predictor, which cannot work without a Debian package. */
  public PredictorDescription needing(String debianPackage) {
    return with(features, settings, Optional.of(debianPackage), published);
  }

  /** The same predictor, which reads some features. */
  public PredictorDescription reading(List<String> more) {
    return with(more, settings, nativeLibrary, published);
  }

  /** The same predictor, which has one more setting. */
  public PredictorDescription with(SettingDescription setting) {
    return with(Stream.concat(settings.stream(), Stream.of(setting)).toList());
  }

  /** The same predictor, which has other settings. */
  public PredictorDescription with(List<SettingDescription> others) {
    return with(features, others, nativeLibrary, published);
  }

  /** The same predictor, whose publication has other labels, or another encoding. */
  public PredictorDescription published(LabelTransform labels, String... encoding) {
    return with(features, settings, nativeLibrary, new Published(List.of(encoding), labels));
  }

  private PredictorDescription with(
      List<String> read,
      List<SettingDescription> declared,
      Optional<String> needed,
      Published otherwise) {
    return new PredictorDescription(
        id,
        title,
        family,
        encodings,
        curves,
        read,
        leastObservations,
        givesDeviation,
        declared,
        needed,
        source,
        otherwise);
  }

  /** Copies. */
  public PredictorDescription {
    encodings = List.copyOf(encodings);
    features = List.copyOf(features);
    settings = List.copyOf(settings);
  }

  /**
   * Which curves a predictor reads.
   *
   * @param metrics curve names of which it reads the first that an observation has
   * @param leastEpochs fewest epochs; 0: it also works without
   */
  public record CurveNeed(List<String> metrics, int leastEpochs) {

    /** Copies. */
    public CurveNeed {
      metrics = List.copyOf(metrics);
    }
  }
}

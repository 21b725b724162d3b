package org.lambdanas.graph.score;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.data.Augmentation;
import org.lambdanas.graph.data.Batches;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.network.NetworkDefinition;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.score.NetworkScorer.Draw;
import org.lambdanas.graph.score.Sight.Images;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Counted;
import org.lambdanas.proto.v1.ScoreConfig;

/** Scores architectures as a configuration says. Safe for use by several threads. */
public final class ArchitectureScorer {

  private final NetworkSpace space;
  private final NetworkPlan plan;
  private final ImageSet images;
  private final FeatureShape image;
  private final NetworkScorer scorer;
  private final boolean onlyLive;

  private ArchitectureScorer(ScoreConfig config, NetworkSpace space, ConfiguredImages configured) {
    this.space = space;
    this.images = configured.sized(configured.load(Split.TRAIN));
    this.image = new FeatureShape(images.height(), images.width(), images.channels());
    this.onlyLive = config.getCounted() != Counted.COUNTED_EVERYTHING;
    this.plan =
        space.plan(
            NetworkSize.of(
                space, config.getNetwork(), images.channels(), images.classNames().size()));
    plan.checkImageSize(images.height());
    this.scorer =
        new NetworkScorer(
            Measures.named(config.getMeasuresList()),
            image,
            Precision.byId(config.getExecution().getPrecision()),
            ExecutionOptions.of(config.getExecution()),
            onlyLive,
            draws(config, configured, images));
  }

  /**
   * Reads the images of a configuration and draws from them.
   *
   * @param config complete, with space and measures
   * @throws ConfigException if the settings do not fit each other
   * @throws org.lambdanas.graph.error.DataException if the images cannot be read
   */
  public static ArchitectureScorer of(ScoreConfig config) {
    return new ArchitectureScorer(
        config,
        SearchSpaces.networkSpaceById(config.getSpace()),
        ConfiguredImages.of(config.getData()));
  }

  private static List<Draw> draws(
      ScoreConfig config, ConfiguredImages configured, ImageSet images) {
    int size = config.getBatchSize();
    int full = images.size() / size;
    if (full == 0) {
      throw new ConfigException(
          "batch size (--batch-size) is %d, but there are %d images"
              .formatted(size, images.size()));
    }
    Seed seed = new Seed(config.getSeed());
    Batches batches =
        Batches.shuffled(
            images,
            size,
            Augmentation.none(),
            configured.dataSet().normalisation(),
            seed.child("score images"));
    List<Draw> draws = new ArrayList<>();
    for (int i = 0; i < config.getInitialisations(); i++) {
      Seed draw = seed.child("initialisation").child(i);
      draws.add(
          new Draw(
              draw.child("weights"),
              new Sight(
                  Draws.of(draw.child("noise")),
                  images(batches, 2 * i, full),
                  images(batches, 2 * i + 1, full))));
    }
    return draws;
  }

  /** The full batch of a number; a further epoch follows the last. */
  private static Images images(Batches batches, int number, int full) {
    return Images.of(batches.batch(number / full, number % full));
  }

  /**
   * Seconds, by the clock, that each measure takes for an architecture where no other is computed:
   * together, measures share most of their work.
   *
   * @return one for each measure
   */
  public List<Double> seconds(Architecture architecture) {
    List<Double> seconds = new ArrayList<>();
    for (Measure measure : measures()) {
      long start = System.nanoTime();
      scorer.alone(measure).score(network(architecture));
      seconds.add((System.nanoTime() - start) / 1e9);
    }
    return seconds;
  }

  /** What architectures are scored by. */
  public List<Measure> measures() {
    return scorer.measures();
  }

  /** The images that batches are drawn from. */
  public ImageSet images() {
    return images;
  }

  /** The network of an architecture. */
  public NetworkDefinition network(Architecture architecture) {
    return new ArchitectureDefinition(space, architecture, plan);
  }

  /**
   * What tells an architecture's scores from others': architectures with one key score alike, as
   * they differ only in what is on no path from the images to the logits, if that does not count.
   */
  public String key(Architecture architecture) {
    return onlyLive
        ? LiveLayers.census(network(architecture), image).key()
        : space.format(architecture);
  }

  /** Multiply-accumulates of an image in an architecture's network. */
  public long multiplyAccumulates(Architecture architecture) {
    return NetworkCost.of(network(architecture), image).multiplyAccumulates();
  }

  /**
   * Scores a network of one's own, as it sees the same images.
   *
   * @throws ConfigException if it cannot be built for such images
   */
  public Scores score(NetworkDefinition network) {
    return scorer.score(network);
  }

  /**
   * Scores an architecture.
   *
   * @throws org.lambdanas.graph.error.DataException if it is not a member of the space
   */
  public Scores score(Architecture architecture) {
    space.validate(architecture);
    return scorer.score(network(architecture));
  }
}

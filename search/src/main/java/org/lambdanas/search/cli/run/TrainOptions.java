package org.lambdanas.search.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.layer.CostLayers;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.space.TrainingRecipe;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.ValidationImages;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.option.TextOption;
import org.lambdanas.search.training.TrainingPresets;
import picocli.CommandLine.Mixin;

/** The options that make up a training's configuration. Those not given come from the preset. */
final class TrainOptions {

  /** Share that trains the weights when images are held out and nothing else is said. */
  static final double TRAIN_PORTION = 0.9;

  private static final String CELLS = "--cells";
  private static final String CELLS_PER_STAGE = "--cells-per-stage";

  @Mixin private final ConfigOptions options;
  @Mixin private final TextOption preset;

  /** Options of their own. */
  TrainOptions() {
    this(
        ConfigOptions.of(TrainingConfig.getDescriptor())
            .without(CELLS_PER_STAGE)
            .help(
                CELLS,
                "Cells: in each of the three stages for nasbench201 and nasbench101, else in all"
                    + " (default: the preset's; at least 1).")
            .build(),
        preset());
  }

  /** The option for what the others are by default. */
  static TextOption preset() {
    return new TextOption(
        "--preset",
        "NAME",
        "Defaults: paper-cifar, paper-small, paper-imagenet, nasbench201, nasbench101 or laptop"
            + " (default: laptop for digits, else as published for the space).");
  }

  /** Options that a command has for other jobs too. */
  TrainOptions(ConfigOptions options, TextOption preset) {
    this.options = options;
    this.preset = preset;
  }

  /** Which images. */
  ImageOptions data() {
    return new ImageOptions(options);
  }

  /** The names of the options. */
  List<String> names() {
    List<String> names = new ArrayList<>(options.names(TrainingConfig.getDescriptor()));
    names.add(preset.name());
    return names;
  }

  /** Those of what a run that goes on keeps: it finds the same images wherever they are now. */
  List<String> namesOfWhatIsKept() {
    return names().stream().filter(name -> !name.equals(ImageOptions.DIRECTORY)).toList();
  }

  /**
   * The configuration that the options ask for, complete.
   *
   * @param search that found the architecture; its images and size of network hold where nothing
   *     else is said
   * @throws ConfigException if an option is unknown or out of range
   */
  TrainingConfig resolve(Architecture architecture, Optional<SearchConfig> search) {
    TrainingConfig config = resolve(architecture, search, false);
    if (options.isGiven("--drop-path")
        && paths(SearchSpaces.networkSpaceById(architecture.getSpace()), config) == 0) {
      throw new ConfigException(
          "--drop-path has no effect on this cell: it has only skip connections; leave it out");
    }
    return config;
  }

  /**
   * The same for the trials of a search, which bring their architectures and seeds. They are judged
   * by images held out, as the test images are for what is found.
   */
  TrainingConfig resolve(NetworkSpace space) {
    Architecture any = space.sample(new SplittableRandom(0));
    return resolve(any, Optional.empty(), true).toBuilder().clearArchitecture().clearSeed().build();
  }

  /**
   * The same for what the searches of a comparison find: with the images, the size of network and
   * the devices of these searches. Their epochs are chosen by images held out.
   *
   * @param epochs of each training, at least 1
   */
  TrainingConfig resolve(SearchConfig search, int epochs) {
    Architecture any =
        SearchSpaces.networkSpaceById(search.getSpace()).sample(new SplittableRandom(0));
    TrainingConfig.Builder config =
        resolve(any, Optional.of(search), true).toBuilder()
            .clearArchitecture()
            .clearSeed()
            .setEpochs(epochs)
            .setExecution(search.getExecution());
    config.getDataBuilder().setTrainImages(search.getData().getTrainImages());
    if (Precision.byId(search.getExecution().getPrecision()).isMixed()) {
      config.getExecutionBuilder().setPrecision(Precision.FLOAT32.id());
    }
    options.check(config.build());
    return config.build();
  }

  private TrainingConfig resolve(
      Architecture architecture, Optional<SearchConfig> search, boolean usuallyHeldOut) {
    TrainingConfig.Builder defaults = FieldSetting.withDefaults(TrainingConfig.newBuilder());
    Optional<DataConfig> searched =
        search
            .map(SearchConfig::getData)
            .filter(data -> options.given("--data").map(data.getDataSet()::equals).orElse(true));
    searched.ifPresent(
        data ->
            defaults
                .getDataBuilder()
                .setDataSet(data.getDataSet())
                .setDirectory(data.getDirectory()));
    TrainingConfig asked = options.merge(defaults).build();
    DataSet dataSet = ImageOptions.dataSet(asked.getData());
    TrainingRecipe chosen =
        preset
            .given()
            .map(id -> Choice.of("preset", id, TrainingPresets.all(), TrainingRecipe::id))
            .orElseGet(() -> TrainingPresets.of(architecture.getSpace(), dataSet));
    TrainingConfig.Builder config = TrainingPresets.config(chosen, architecture, dataSet);
    searched.ifPresent(data -> data().follow(config.getDataBuilder(), data));
    if (preset.given().isEmpty()) {
      search.map(SearchConfig::getNetwork).ifPresent(config::setNetwork);
    }
    data().adapt(config.getDataBuilder(), asked.getData(), dataSet);
    holdOut(config, asked, usuallyHeldOut);
    TrainingConfig.Builder resolved = options.merge(config);
    if (options.isGiven(CELLS) && !options.names().contains(CELLS_PER_STAGE)) {
      // Here it counts in the unit of the space, whichever that is.
      NetworkConfig.Builder network = resolved.getNetworkBuilder();
      int depth = network.getCells();
      SearchSpaces.networkSpaceById(architecture.getSpace())
          .depth()
          .set(network.clearCells(), depth);
    }
    if (resolved.getEpochs() == 0 && resolved.getInitialWeights().isEmpty()) {
      throw new ConfigException(
          "no epochs and no initial weights: give --epochs of at least 1, or --initial-weights");
    }
    options.check(resolved.build());
    requireEffect(resolved.build());
    return resolved.build();
  }

  /** Refuses what changes nothing for this architecture. */
  private void requireEffect(TrainingConfig config) {
    if (config.getPatience() > 0 && config.getPatience() >= config.getEpochs()) {
      throw new ConfigException(
          "--early-stop %d has no effect with --epochs %d: give fewer epochs to wait, or leave it out"
              .formatted(config.getPatience(), config.getEpochs()));
    }
    NetworkSpace space = SearchSpaces.networkSpaceById(config.getArchitecture().getSpace());
    if (options.isGiven("--stem") && space.stems().size() < 2) {
      throw new ConfigException(
          "--stem has no effect in %s: one stem only; leave it out".formatted(space.id()));
    }
  }

  private static int paths(NetworkSpace space, TrainingConfig config) {
    DataConfig images = config.getData();
    NetworkSize size = NetworkSize.of(space, config.getNetwork(), 3, images.getClasses());
    CostLayers layers = new CostLayers();
    new ArchitectureDefinition(space, config.getArchitecture(), space.plan(size))
        .build(layers, new FeatureShape(images.getImageSize(), images.getImageSize(), 3));
    return layers.paths();
  }

  /** Images are held out if that is said, or how many; an option of its own says it again. */
  private void holdOut(TrainingConfig.Builder config, TrainingConfig asked, boolean usually) {
    boolean portion = options.isGiven("--train-portion");
    boolean heldOut =
        options.isGiven("--validate-on")
            ? asked.getValidation() == ValidationImages.VALIDATION_IMAGES_HELD_OUT
            : portion || usually;
    if (portion && !heldOut) {
      throw new ConfigException(
          "--train-portion holds images out: leave it out, or use --validate-on held-out");
    }
    if (heldOut) {
      config.setValidation(ValidationImages.VALIDATION_IMAGES_HELD_OUT);
      config.getDataBuilder().setTrainPortion(TRAIN_PORTION);
    }
  }
}

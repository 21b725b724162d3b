package org.lambdanas.search.cli.run;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.RouteSampling;
import org.lambdanas.proto.v1.SharingConfig;
import org.lambdanas.proto.v1.SharingMethod;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.option.Depths;
import org.lambdanas.search.differentiable.SearchPresets;
import org.lambdanas.search.differentiable.SearchPresets.Preset;
import org.lambdanas.search.sharing.SharingPresets;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that make up the configuration of a training of shared weights. */
final class SharingOptions {

  @Mixin
  private final ConfigOptions options =
      ConfigOptions.of(SharingConfig.getDescriptor())
          .help(
              "--train-portion",
              "Share of the training images that trains the weights; by the rest architectures are"
                  + " judged (default: 0.5; above 0, below 1).")
          .build();

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "Defaults: paper or laptop (default: laptop up to 16 pixels, else paper).")
  private @Nullable String preset;

  /** Which images. */
  ImageOptions data() {
    return new ImageOptions(options);
  }

  /** The names of what a run that goes on keeps: it finds the same images wherever they are now. */
  List<String> namesOfWhatIsKept() {
    List<String> names = new ArrayList<>(options.names());
    names.add("--preset");
    names.remove(ImageOptions.DIRECTORY);
    return names;
  }

  /**
   * The configuration that the options ask for, complete.
   *
   * @throws ConfigException if an option is unknown, out of range or of no effect
   */
  SharingConfig resolve() {
    SharingConfig asked =
        options.merge(FieldSetting.withDefaults(SharingConfig.newBuilder())).build();
    CellSpace space = SearchSpaces.cellSpaceById(asked.getSpace());
    DataSet dataSet = ImageOptions.dataSet(asked.getData());
    SharingConfig.Builder config =
        SharingPresets.config(
                preset == null
                    ? SearchPresets.of(data().side(asked.getData(), dataSet))
                    : Choice.of("preset", preset, List.of(Preset.values()), Preset::id),
                space.id(),
                dataSet)
            .setMethod(asked.getMethod())
            .setSampling(asked.getSampling());
    data().adapt(config.getDataBuilder(), asked.getData(), dataSet);
    Depths.requireUnitOf(space, options);
    SharingConfig.Builder resolved = options.merge(config);
    options.check(resolved.build());
    if (options.isGiven("--stem") && space.stems().size() < 2) {
      throw new ConfigException(
          "--stem has no effect in %s: one stem only; leave it out".formatted(space.id()));
    }
    if (resolved.getMethod() == SharingMethod.SHARING_METHOD_ONESHOT) {
      resolved.setSampling(RouteSampling.ROUTE_SAMPLING_UNSPECIFIED);
    }
    return resolved.build();
  }
}

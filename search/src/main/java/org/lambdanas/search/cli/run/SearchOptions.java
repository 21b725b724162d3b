package org.lambdanas.search.cli.run;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.RegulariserGradient;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.search.budget.SkipConnections;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.option.Depths;
import org.lambdanas.search.cli.option.TextOption;
import org.lambdanas.search.differentiable.EarlyStopping;
import org.lambdanas.search.differentiable.SearchLimits;
import org.lambdanas.search.differentiable.SearchPresets;
import org.lambdanas.search.differentiable.SearchPresets.Preset;
import picocli.CommandLine.Mixin;

/** The options that make up a search's configuration. Those not given come from the preset. */
public final class SearchOptions {

  @Mixin private final ConfigOptions options;
  @Mixin private final TextOption preset;

  private static final String MINIMISE = "--minimise";
  private static final String SKIP_LIMIT = "--skip-limit";

  /** A shorter step drowns in the rounding of 16-bit feature maps. */
  private static final double MIXED_EPSILON0 = 0.1;

  /** Options of their own. */
  public SearchOptions() {
    this(
        ConfigOptions.of(SearchConfig.getDescriptor()).without(MINIMISE).build(),
        new TextOption(
            "--preset",
            "NAME",
            "Defaults: paper or laptop (default: laptop up to 16 pixels, else paper)."));
  }

  /** Options that a command has for other jobs too. */
  SearchOptions(ConfigOptions options, TextOption preset) {
    this.options = options;
    this.preset = preset;
  }

  /** Which images. */
  public ImageOptions data() {
    return new ImageOptions(options);
  }

  /** The names of the options. */
  public List<String> names() {
    List<String> names = new ArrayList<>(options.names(SearchConfig.getDescriptor()));
    // A search by gradient has one objective.
    names.remove(MINIMISE);
    names.add(preset.name());
    return names;
  }

  /** Those of what a run that goes on keeps: it finds the same images wherever they are now. */
  public List<String> namesOfWhatIsKept() {
    return names().stream().filter(name -> !name.equals(ImageOptions.DIRECTORY)).toList();
  }

  /** Those that cells drawn at random do not depend on. */
  List<String> ofSearches() {
    return names().stream().filter(name -> !name.equals("--space")).toList();
  }

  /** Those that do not matter to trainings of cells drawn at random either. */
  List<String> onlyOfSearches() {
    Set<String> shared = new HashSet<>(List.of(preset.name(), "--derive"));
    for (Descriptor part :
        List.of(
            DataConfig.getDescriptor(),
            NetworkConfig.getDescriptor(),
            ExecutionConfig.getDescriptor(),
            BudgetConfig.getDescriptor())) {
      shared.addAll(options.namesWithin(part));
    }
    return ofSearches().stream().filter(name -> !shared.contains(name)).toList();
  }

  /**
   * The configuration that the options ask for, complete.
   *
   * @throws ConfigException if an option is unknown or out of range
   */
  public SearchConfig resolve() {
    return resolve(Map.of());
  }

  /**
   * The same for a comparison.
   *
   * @param several options that have other values than this configuration's
   */
  SearchConfig resolve(Map<String, ConfigOptions.Several> several) {
    SearchConfig asked =
        options.merge(FieldSetting.withDefaults(SearchConfig.newBuilder())).build();
    CellSpace space = SearchSpaces.cellSpaceById(asked.getSpace());
    DataSet dataSet = ImageOptions.dataSet(asked.getData());
    SearchConfig.Builder config =
        SearchPresets.config(
            chosenPreset(asked.getData(), dataSet),
            space.id(),
            dataSet,
            asked.getMethod(),
            asked.getRegulariser().getKind());
    data().adapt(config.getDataBuilder(), asked.getData(), dataSet);
    if (options.isGiven("--early-stop")) {
      int epochs = options.isGiven("--epochs") ? asked.getEpochs() : config.getEpochs();
      config.getDiagnosisBuilder().setHessianEvery(EarlyStopping.usualEvery(epochs));
    }
    if (options.isGiven("--epsilon0")) {
      config.getRegulariserBuilder().setGradient(RegulariserGradient.REGULARISER_GRADIENT_CENTRAL);
    } else if (Precision.byId(asked.getExecution().getPrecision()).isMixed()) {
      config.getRegulariserBuilder().setEpsilon0(MIXED_EPSILON0);
    }
    if (asked.getBudget().getLimitsCount() > 0) {
      // A cell with few skip connections may be too large.
      config.clearSkipLimit();
    }
    if (options.isGiven("--derive") && !space.derivations().contains(asked.getDerivation())) {
      throw new ConfigException("cells of " + space.id() + " never hold none: leave --derive out");
    }
    Depths.requireUnitOf(space, options);
    SearchConfig resolved = options.merge(config).build();
    options.check(resolved, several);
    requireEffect(resolved, space);
    return SearchLimits.resolved(resolved);
  }

  /** Refuses what changes nothing in this space, or in a search of this size. */
  private void requireEffect(SearchConfig config, CellSpace space) {
    if (options.isGiven("--regularise-reduction-cells")
        && space.cellTypes().stream().noneMatch(CellType::reduction)) {
      throw noEffect("--regularise-reduction-cells", "in " + space.id(), "no reduction cells");
    }
    if (options.isGiven("--stem") && space.stems().size() < 2) {
      throw noEffect("--stem", "in " + space.id(), "one stem only");
    }
    if (options.isGiven(SKIP_LIMIT) && !SkipConnections.occurIn(space)) {
      throw noEffect(SKIP_LIMIT, "in " + space.id(), "no skip connections");
    }
    int epochs = config.getEpochs();
    int every = config.getDiagnosis().getHessianEvery();
    if (options.isGiven("--hessian-every") && every > epochs) {
      throw noEffect("--hessian-every", "above --epochs", epochs + " epochs are done");
    }
    if (options.isGiven("--early-stop") && epochs < EarlyStopping.leastEpochs(every)) {
      throw noEffect(
          "--early-stop",
          "in %d epochs with --hessian-every %d".formatted(epochs, every),
          "it needs at least " + EarlyStopping.leastEpochs(every));
    }
    long normal =
        space.plan(NetworkSize.of(space, config.getNetwork(), 1, 2)).cells().stream()
            .filter(cell -> !cell.type().reduction())
            .count();
    if (options.isGiven("--lambda") && normal < 2) {
      throw noEffect("--lambda", "in so small a network", normal + " normal cell to align");
    }
  }

  private static ConfigException noEffect(String option, String where, String reason) {
    return new ConfigException(
        "%s has no effect %s: %s; leave it out".formatted(option, where, reason));
  }

  private Preset chosenPreset(DataConfig asked, DataSet dataSet) {
    return preset
        .given()
        .map(id -> Choice.of("preset", id, List.of(Preset.values()), Preset::id))
        .orElseGet(() -> SearchPresets.of(data().side(asked, dataSet)));
  }
}

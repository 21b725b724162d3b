package org.lambdanas.search.cli.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.space.VertexOperation;
import org.lambdanas.graph.space.VertexSpace;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.CellTypeDescription;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SpaceDescription;
import org.lambdanas.proto.v1.TableRow;
import org.lambdanas.search.cli.option.ArchitectureArgument;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.option.Depths;
import org.lambdanas.search.cli.option.TableText;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.differentiable.EdgeShares;
import org.lambdanas.search.draw.CellDrawing;
import org.lambdanas.search.draw.LineArt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a search space holds and what its networks cost, or the same of one cell. */
@Command(
    name = "describe",
    header = "Show a search space, or one of its architectures.",
    description =
        "Of a space its super-network; of an architecture its text forms, what its network "
            + "costs, its cell as a drawing, and its published accuracies.",
    footer = {
      "lnas describe --space nasbench201",
      "lnas describe --space nasbench201 --architecture "
          + "'|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|'"
    })
public final class Describe extends Verb {

  private static final List<String> NETWORK_OPTIONS =
      List.of(
          "--channels",
          "--stem",
          "--cells",
          "--cells-per-stage",
          "--classes",
          "--image-size",
          "--image-channels",
          "--auxiliary-head",
          "--svg",
          "--ascii");

  @Mixin
  private final ConfigOptions options =
      ConfigOptions.of(SearchConfig.getDescriptor())
          .only(
              "--space",
              "--channels",
              "--stem",
              "--cells",
              "--cells-per-stage",
              "--classes",
              "--image-size")
          .help(
              "--channels",
              "Channels of the first stage (default: as published, 16, nasbench101 128).")
          .byDefault("--classes", "10")
          .byDefault("--image-size", "32")
          .build();

  @Option(
      names = "--architecture",
      paramLabel = "CELL",
      description = "An architecture in a text form, or in a .txtpb, .binpb or .json file.")
  private @Nullable String architecture;

  @Option(
      names = "--image-channels",
      paramLabel = "N",
      defaultValue = "3",
      description = "Values of a pixel (default: ${DEFAULT-VALUE}).")
  private int imageChannels;

  @Option(
      names = "--auxiliary-head",
      description = "Count the network with the auxiliary head that training can add.")
  private boolean auxiliaryHead;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Also draw the architecture's cell as a picture into this file.")
  private @Nullable Path svg;

  @Option(
      names = "--ascii",
      description = "Draw without Unicode characters (default: as the terminal's locale says).")
  private boolean ascii;

  private String space = "";
  private int imageSize;
  private final Lines lines = new Lines();
  private final SpaceDescription.Builder result = SpaceDescription.newBuilder();

  @Override
  protected Result execute() {
    if (architecture == null && (svg != null || ascii)) {
      throw usage("--svg and --ascii draw a cell: give its --architecture too");
    }
    SearchConfig config =
        options.merge(FieldSetting.withDefaults(SearchConfig.newBuilder())).build();
    space = config.getSpace();
    imageSize = config.getData().getImageSize();
    SearchSpace known = SearchSpaces.byId(space);
    result.setSpace(space).setSuperNetwork(known.relaxation().isPresent());
    if (known.networks().isEmpty()) {
      withoutNetworks(known);
      return Result.ok(lines, result.build());
    }
    NetworkSpace described = SearchSpaces.networkSpaceById(space);
    Depths.requireUnitOf(described, options);
    NetworkSize size =
        NetworkSize.of(
            described,
            options
                .merge(SearchConfig.newBuilder().setNetwork(described.usualNetwork()))
                .build()
                .getNetwork(),
            imageChannels,
            config.getData().getClasses());
    settings(described, size);
    Optional<CellSpace> mixed = described.relaxation();
    if (architecture == null) {
      space(described, size);
      mixed.ifPresentOrElse(cells -> superNetwork(cells, size), this::withoutSuperNetwork);
    } else {
      Architecture member = ArchitectureArgument.read(architecture, Optional.of(described));
      described.validate(member);
      names(described, member);
      mixed.ifPresentOrElse(cells -> shares(cells, member), () -> neighbours(described, member));
      network(described, member, size);
      mixed.ifPresent(cells -> superNetwork(cells, size));
      drawing(member);
      published(member);
    }
    return Result.ok(lines, result.build());
  }

  /** A space whose cells this program cannot build: what there is to say without networks. */
  private void withoutNetworks(SearchSpace described) {
    for (String option : NETWORK_OPTIONS) {
      if (isGiven(option)) {
        throw new ConfigException(
            "search space '" + space + "' has no networks here: leave out " + option);
      }
    }
    if (architecture == null) {
      line("search space", space);
      line("super-network", "none: architectures only, for tables and predictors");
    } else {
      Architecture member = ArchitectureArgument.read(architecture, Optional.of(described));
      described.validate(member);
      names(described, member);
      neighbours(described, member);
      published(member);
    }
  }

  private void withoutSuperNetwork() {
    line("super-network", "none: its networks are trained and scored, not searched");
  }

  private void neighbours(SearchSpace described, Architecture member) {
    int neighbours = described.neighbours(member).size();
    result.setNeighbours(neighbours);
    line("neighbours", grouped(neighbours));
  }

  private void line(String what, String value) {
    lines.add("%-28s %s", what, value);
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
  }

  private void settings(NetworkSpace described, NetworkSize size) {
    result
        .setChannels(size.channels())
        .setClasses(size.classes())
        .setImageSize(imageSize)
        .setImageChannels(size.imageChannels());
    Depths.set(result, described, size.depth());
  }

  private void space(NetworkSpace described, NetworkSize size) {
    line("search space", space);
    described
        .enumeration()
        .ifPresent(
            all -> {
              result.setArchitectures(all.size());
              line("architectures", grouped(all.size()));
            });
    described.relaxation().ifPresent(mixed -> cellTypes(mixed, size));
    if (described instanceof VertexSpace) {
      List<String> operations =
          Arrays.stream(VertexOperation.values()).map(VertexOperation::id).toList();
      line("operations of vertices", String.join(", ", operations));
    }
  }

  private void cellTypes(CellSpace described, NetworkSize size) {
    for (CellType type : described.cellTypes()) {
      long cells =
          described.plan(size).cells().stream().filter(cell -> cell.type().equals(type)).count();
      line(type.name() + " cell", type.edges() + " edges, " + cells + " cells in the network");
      CellTypeDescription.Builder entry =
          result.addCellTypesBuilder().setName(type.name()).setCells((int) cells);
      for (int e = 0; e < type.edges(); e++) {
        String edge = type.topology().edges().get(e).toString();
        List<String> operations = type.candidates().get(e).stream().map(Operation::id).toList();
        line("  edge " + edge, String.join(", ", operations));
        entry.addEdgesBuilder().setEdge(edge).addAllOperations(operations);
      }
    }
  }

  private void superNetwork(CellSpace described, NetworkSize size) {
    int cells = described.plan(size).cells().size();
    NetworkCost cost = NetworkCost.ofSuperNetwork(described, size, imageSize);
    result
        .setSearchableCells(cells)
        .setSuperNetworkWeights(cost.weights())
        .setSuperNetworkMultiplyAccumulates(cost.multiplyAccumulates());
    line("searchable cells", grouped(cells));
    line("super-network weights", grouped(cost.weights()));
    line("  multiply-accumulates", grouped(cost.multiplyAccumulates()));
  }

  private void names(SearchSpace described, Architecture member) {
    String text = described.format(member);
    line("architecture", text);
    SortedMap<String, String> texts = described.texts(member);
    result.setArchitecture(text).putAllTexts(texts);
    texts.forEach(
        (form, other) -> {
          if (!other.equals(text)) {
            line("  " + form, other);
          }
        });
    described
        .enumeration()
        .ifPresent(
            all -> {
              long code = all.codeOf(member);
              result.setCode(code);
              line("  number", grouped(code) + " of " + grouped(all.size()));
            });
    Architecture canonical = described.canonical(member);
    boolean itself = canonical.equals(member);
    result.setCanonical(described.format(canonical)).setIsCanonical(itself);
    line("  canonical form", itself ? "itself" : described.format(canonical));
  }

  private void shares(CellSpace described, Architecture member) {
    EdgeShares shares =
        EdgeShares.of(
            described.cellTypes().stream()
                .flatMap(type -> described.chosenEdges(member, type).stream())
                .toList());
    result.setSkipShare(shares.skip()).setParameterFreeShare(shares.parameterFree());
    line("skip connections", percent(shares.skip()) + " of the edges");
    line("without weights", percent(shares.parameterFree()) + " of the edges");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private void network(NetworkSpace described, Architecture member, NetworkSize size) {
    NetworkPlan plan = described.plan(size);
    NetworkCost cost =
        NetworkCost.of(
            new ArchitectureDefinition(
                described, member, auxiliaryHead ? plan.withAuxiliaryHead() : plan),
            new FeatureShape(imageSize, imageSize, size.imageChannels()));
    result.setWeights(cost.weights()).setMultiplyAccumulates(cost.multiplyAccumulates());
    line("weights", grouped(cost.weights()));
    line(
        "  multiply-accumulates",
        grouped(cost.multiplyAccumulates()) + " (what papers call FLOPs)");
  }

  private void drawing(Architecture member) {
    CellDrawing drawing = CellDrawing.of(member);
    lines.add("");
    for (String row : drawing.lines(ascii ? LineArt.ASCII : LineArt.ofTerminal())) {
      result.addDrawing(row);
      lines.add("  " + row);
    }
    if (svg != null) {
      AtomicFile.write(svg, drawing.svg().getBytes(UTF_8));
      result.setSvg(svg.toString());
      lines.add("drawn to " + svg);
    }
  }

  private void published(Architecture member) {
    Optional<TableRow> row = PublishedTables.bySpace(space).flatMap(table -> table.lookup(member));
    List<MetricValue> metrics = row.map(PublishedTables::headline).orElse(List.of());
    row.ifPresent(result::setPublished);
    if (!metrics.isEmpty()) {
      lines.add("").add("published:");
      TableText.addPublished(lines, metrics);
    }
  }
}

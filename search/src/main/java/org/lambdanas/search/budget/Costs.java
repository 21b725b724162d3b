package org.lambdanas.search.budget;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.CostDefinition;
import org.lambdanas.proto.v1.CountedKind;
import org.lambdanas.proto.v1.LatencyModel;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.ModelSize;

/**
 * The costs that can be named in a search: {@code params} and {@code macs} of its networks, {@code
 * latency:FILE} by a latency model, {@code TABLE#METRIC}, and metrics of the objective's own table,
 * of which {@code latency:NAME} may leave out what all device names end in.
 */
public final class Costs {

  static final String PARAMS = "params";
  static final String MACS = "macs";
  static final String LATENCY = "latency";

  private final SearchSpace space;
  private final Optional<ModelSize> size;
  private final Optional<Table> own;
  private final Map<String, Cost> found = new LinkedHashMap<>();

  /** A table with what it is called. */
  public record Table(String source, BenchmarkTableFile file) {

    /** Opens a table by what a person calls it; in configurations files have their whole paths. */
    public static Table open(String name) {
      Path file = Path.of(name);
      return new Table(
          Files.exists(file) ? file.toAbsolutePath().normalize().toString() : name,
          PublishedTables.open(name));
    }
  }

  /**
   * The costs of a search.
   *
   * @param size of the networks whose parameters and multiply-accumulates are counted, where the
   *     space has networks
   * @param own the objective's table, if it is one
   */
  public Costs(SearchSpace space, Optional<ModelSize> size, Optional<Table> own) {
    this.space = space;
    this.size = size;
    this.own = own;
  }

  /**
   * Finds out what was typed.
   *
   * @param typed with names and limits as people write them
   * @return with every name and number in full, and what each name stands for
   * @throws ConfigException naming the option and what is wrong with its value
   */
  public BudgetConfig resolve(BudgetConfig typed) {
    BudgetConfig.Builder resolved = BudgetConfig.newBuilder();
    for (String name : typed.getMinimiseList()) {
      Cost cost = named(name, "--minimise " + Excerpt.of(name));
      if (resolved.getMinimiseList().contains(cost.name())) {
        throw new ConfigException("--minimise names " + Excerpt.of(cost.name()) + " twice");
      }
      resolved.addMinimise(cost.name());
    }
    Map<String, Limit> limits = new LinkedHashMap<>();
    for (String text : typed.getLimitsList()) {
      Limit limit = limit(text);
      if (limits.put(limit.cost().name(), limit) != null) {
        throw new ConfigException(
            "--limit names " + Excerpt.of(limit.cost().name()) + " twice: give one limit");
      }
      resolved.addLimits(limit.toString());
    }
    found.values().forEach(cost -> resolved.addCosts(cost.definition()));
    return resolved.build();
  }

  private Limit limit(String text) {
    String option = "--limit " + Excerpt.of(text);
    int equals = text.lastIndexOf('=');
    if (equals < 1) {
      throw new ConfigException(option + ": write COST=MOST, such as params=300k");
    }
    String name = text.substring(0, equals);
    Cost cost = name.equals(LATENCY) ? onlyLatency(option) : named(name, option);
    try {
      return new Limit(cost, cost.quantity().read(text.substring(equals + 1)));
    } catch (ConfigException e) {
      throw new ConfigException(option + ": " + e.getMessage(), e);
    }
  }

  private Cost onlyLatency(String option) {
    List<Cost> latencies =
        found.values().stream().filter(c -> c.name().startsWith(LATENCY + ":")).toList();
    if (latencies.size() == 1) {
      return latencies.get(0);
    }
    if (own.isPresent() && metric(own.get(), LATENCY).isPresent()) {
      return named(LATENCY, option);
    }
    throw new ConfigException(
        option
            + (latencies.isEmpty()
                ? ": of which device? Measure this one by 'lnas measure', then latency:FILE=MOST"
                : ": several latencies are minimised: write latency:WHICH=MOST"));
  }

  private Cost named(String name, String option) {
    Cost cost;
    try {
      cost = make(name);
    } catch (ConfigException | DataException | InvalidPathException e) {
      throw new ConfigException(option + ": " + e.getMessage(), e);
    }
    return found.computeIfAbsent(cost.name(), n -> cost);
  }

  private Cost make(String name) {
    if (name.equals(PARAMS) || name.equals(MACS)) {
      NetworkSpace networks =
          space
              .networks()
              .orElseThrow(
                  () -> new ConfigException("space " + space.id() + " has no networks to count"));
      return new CountedNetwork(
          networks,
          name.equals(MACS) ? CountedKind.COUNTED_KIND_MACS : CountedKind.COUNTED_KIND_PARAMS,
          size.orElseThrow());
    }
    String rest = name.startsWith(LATENCY + ":") ? name.substring(LATENCY.length() + 1) : name;
    int hash = rest.lastIndexOf('#');
    if (hash > 0) {
      Table table = Table.open(rest.substring(0, hash));
      String prefix = name.substring(0, name.length() - rest.length());
      String metric = rest.substring(hash + 1);
      return column(prefix + table.source() + "#" + metric, table, metric);
    }
    if (rest.length() < name.length()) {
      Optional<String> metric =
          own.flatMap(t -> metric(t, rest).or(() -> metric(t, rest + "_" + LATENCY)));
      if (metric.isPresent()) {
        return column(name, own.get(), metric.get());
      }
      return model(rest);
    }
    return column(
        name,
        own.orElseThrow(
            () ->
                new ConfigException(
                    "no such cost as %s: use params, macs, latency:FILE or TABLE#METRIC"
                        .formatted(Suggestion.quoted(name, List.of(PARAMS, MACS, LATENCY))))),
        name);
  }

  private static Optional<String> metric(Table table, String name) {
    return table.file().metrics().stream()
        .map(MetricDescription::getName)
        .filter(name::equals)
        .findFirst();
  }

  private Cost column(String name, Table table, String metric) {
    requireSpace(table.file().header().getSpace(), "table " + table.file().name());
    // Refused here if it has none.
    table.file().metric(metric);
    return new TableColumn(name, table.source(), table.file(), metric);
  }

  private Cost model(String file) {
    Path path = Path.of(file).toAbsolutePath().normalize();
    LatencyModel model = Messages.read(path, LatencyModel.getDefaultInstance());
    requireSpace(model.getSpace(), Excerpt.of(file));
    if (model.getOperationsCount() == 0) {
      throw new ConfigException(
          Excerpt.of(file) + " holds measurements and no model: measure more networks");
    }
    return new PredictedLatency(LATENCY + ":" + path, model);
  }

  private void requireSpace(String other, String what) {
    if (!other.equals(space.id())) {
      throw new ConfigException(
          "%s is of space %s, the search of %s".formatted(what, Excerpt.of(other), space.id()));
    }
  }

  /** The costs, and the limits, of a resolved configuration. */
  static Budget read(BudgetConfig config) {
    Map<String, Cost> costs = new LinkedHashMap<>();
    config.getCostsList().forEach(definition -> costs.put(definition.getName(), of(definition)));
    List<Limit> limits = new ArrayList<>();
    for (String text : config.getLimitsList()) {
      int equals = text.lastIndexOf('=');
      Cost cost = known(costs, text.substring(0, Math.max(0, equals)));
      limits.add(new Limit(cost, cost.quantity().read(text.substring(equals + 1))));
    }
    return new Budget(
        config.getMinimiseList().stream().map(name -> known(costs, name)).toList(), limits);
  }

  private static Cost known(Map<String, Cost> costs, String name) {
    Cost cost = costs.get(name);
    if (cost == null) {
      throw new DataException("budget.costs has no '" + Excerpt.of(name) + "'");
    }
    return cost;
  }

  private static Cost of(CostDefinition definition) {
    String name = definition.getName();
    return switch (definition.getByCase()) {
      case COUNTED ->
          new CountedNetwork(
              SearchSpaces.networkSpaceById(definition.getCounted().getSpace()),
              definition.getCounted().getKind(),
              definition.getCounted().getSize());
      case LATENCY -> new PredictedLatency(name, definition.getLatency());
      case TABLE -> {
        BenchmarkTableFile file = PublishedTables.open(definition.getTable().getTable());
        if (!file.header().getSha256().equals(definition.getTable().getTableSha256())) {
          throw new DataException(
              "table %s is not the one that the search began with"
                  .formatted(Excerpt.of(definition.getTable().getTable())));
        }
        yield new TableColumn(
            name, definition.getTable().getTable(), file, definition.getTable().getMetric());
      }
      case BY_NOT_SET ->
          throw new DataException("budget.costs: " + Excerpt.of(name) + " says nothing");
    };
  }
}

package org.lambdanas.graph.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.graph.space.CellTopology.Edge;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.EdgeCell;

/**
 * A space of cells with one input, the last node as output, fixed edges and one of the same
 * operations on each, small enough to be numbered. Cells are stacked to three stages with residual
 * blocks between. The derived architecture takes the strongest operation of every edge, {@code
 * none} included where the space has it.
 */
public abstract class EdgeCellSpace implements CellSpace, SearchSpace.Enumeration {

  private static final int MOST_MEMBERS = 1 << 20;
  private static final int STAGES = 3;

  private final String id;
  private final String title;
  private final CellType cell;
  private final List<Edge> edges;
  private final List<Operation> operations;
  private final int size;

  /**
   * A space.
   *
   * @param id its name in options, files and messages
   * @param title its name in sentences
   * @param nodes nodes of a cell; node 0 is the input
   * @param edges in the order of the operations in messages, by target
   * @param operations candidates on each edge, in the order of the architecture parameters
   * @throws IllegalArgumentException if there are more than a million members
   */
  protected EdgeCellSpace(
      String id, String title, int nodes, List<Edge> edges, List<Operation> operations) {
    this.id = id;
    this.title = title;
    this.edges = List.copyOf(edges);
    this.operations = List.copyOf(operations);
    this.cell =
        new CellType(
            "normal",
            new CellTopology(1, nodes - 1, edges, CellTopology.Output.LAST_NODE),
            Collections.nCopies(edges.size(), operations),
            false,
            false);
    double members = Math.pow(operations.size(), edges.size());
    if (members > MOST_MEMBERS) {
      throw new IllegalArgumentException("space " + id + " has " + members + " members");
    }
    this.size = (int) members;
  }

  @Override
  public final String id() {
    return id;
  }

  /**
   * The one type of cells.
   *
   * @return its edges and operations
   */
  protected final CellType cell() {
    return cell;
  }

  @Override
  public void validate(Architecture architecture) {
    operationsOf(architecture);
  }

  @Override
  public Architecture sample(RandomGenerator random) {
    return at(random.nextInt(size));
  }

  @Override
  public Architecture mutate(Architecture architecture, RandomGenerator random) {
    List<Operation> chosen = operationsOf(architecture);
    int edge = random.nextInt(edges.size());
    int step = 1 + random.nextInt(operations.size() - 1);
    int changed = (operations.indexOf(chosen.get(edge)) + step) % operations.size();
    return with(chosen, edge, operations.get(changed));
  }

  /** Edge by edge. */
  @Override
  public Optional<Architecture> cross(
      Architecture first, Architecture second, RandomGenerator random) {
    List<Operation> child = new ArrayList<>(operationsOf(first));
    List<Operation> other = operationsOf(second);
    for (int edge = 0; edge < child.size(); edge++) {
      if (random.nextBoolean()) {
        child.set(edge, other.get(edge));
      }
    }
    return Optional.of(with(child, 0, child.get(0)));
  }

  @Override
  public List<Architecture> neighbours(Architecture architecture) {
    List<Operation> chosen = operationsOf(architecture);
    return IntStream.range(0, edges.size())
        .boxed()
        .flatMap(
            edge ->
                operations.stream()
                    .filter(other -> other != chosen.get(edge))
                    .map(other -> with(chosen, edge, other)))
        .toList();
  }

  private Architecture with(List<Operation> chosen, int edge, Operation operation) {
    List<Operation> changed = new ArrayList<>(chosen);
    changed.set(edge, operation);
    return of(changed);
  }

  /**
   * The cell's live graph: operations on edges that no input reaches, or that do not reach the
   * output, are replaced by {@code none}, or by the first operation in a space without it. In
   * NAS-Bench-201 that leaves 9445 cells. Cells whose live graphs differ, but compute the same
   * function (a skip connection is transparent, a sum has no order), stay apart: they were trained
   * and measured as different networks.
   */
  @Override
  public Architecture canonical(Architecture architecture) {
    Operation[] chosen = operationsOf(architecture).toArray(Operation[]::new);
    int states = cell.topology().states();
    boolean[] fed = new boolean[states];
    boolean[] used = new boolean[states];
    fed[0] = true;
    used[states - 1] = true;
    for (int target = 1; target < states; target++) {
      for (int e = 0; e < chosen.length; e++) {
        Edge edge = edges.get(e);
        fed[target] |= edge.target() == target && chosen[e] != Operation.NONE && fed[edge.source()];
      }
    }
    for (int source = states - 2; source >= 0; source--) {
      for (int e = 0; e < chosen.length; e++) {
        Edge edge = edges.get(e);
        used[source] |=
            edge.source() == source && chosen[e] != Operation.NONE && used[edge.target()];
      }
    }
    Operation dead = operations.contains(Operation.NONE) ? Operation.NONE : operations.get(0);
    for (int e = 0; e < chosen.length; e++) {
      if (!fed[edges.get(e).source()] || !used[edges.get(e).target()]) {
        chosen[e] = dead;
      }
    }
    return of(List.of(chosen));
  }

  /** As NAS-Bench-201 writes cells: {@code |op~0|+|op~0|op~1|}, node by node. */
  @Override
  public String format(Architecture architecture) {
    return text(operationsOf(architecture).stream().map(Operation::id).toList());
  }

  private String text(List<String> names) {
    StringBuilder text = new StringBuilder();
    int node = 0;
    for (int e = 0; e < edges.size(); e++) {
      if (edges.get(e).target() != node) {
        text.append(node == 0 ? "|" : "+|");
        node = edges.get(e).target();
      }
      text.append(names.get(e)).append('~').append(edges.get(e).source()).append('|');
    }
    return text.toString();
  }

  @Override
  public Architecture parse(String text) {
    String trimmed = PublishedText.between(text, '|').strip();
    List<String> names = new ArrayList<>();
    int at = 0;
    int node = 0;
    // Shape first: an operation and its source for every edge, node by node.
    for (Edge edge : edges) {
      String before = edge.target() == node ? "" : node == 0 ? "|" : "+|";
      String after = "~" + edge.source() + "|";
      int end = trimmed.indexOf('~', at);
      if (!trimmed.startsWith(before, at)
          || end < at + before.length()
          || !trimmed.startsWith(after, end)) {
        throw notOfThisForm(trimmed);
      }
      names.add(trimmed.substring(at + before.length(), end));
      at = end + after.length();
      node = edge.target();
    }
    if (at < trimmed.length()) {
      throw notOfThisForm(trimmed);
    }
    return of(names.stream().map(this::operation).toList());
  }

  private DataException notOfThisForm(String text) {
    return new DataException(
        "not %s: '%s'; expected %s".formatted(member(), Excerpt.of(text), expectedText()));
  }

  /**
   * The text forms that {@link #parse} reads.
   *
   * @return words for a message
   */
  protected String expectedText() {
    return text(Collections.nCopies(edges.size(), "op"));
  }

  private String member() {
    return "a " + title + " cell";
  }

  private Operation operation(String name) {
    return Operation.byId(name)
        .filter(operations::contains)
        .orElseThrow(
            () ->
                new DataException(
                    "%s has no operation %s: it has %s"
                        .formatted(
                            title,
                            Suggestion.quoted(
                                name, operations.stream().map(Operation::id).toList()),
                            operations.stream()
                                .map(Operation::id)
                                .collect(Collectors.joining(", ")))));
  }

  @Override
  public Optional<Enumeration> enumeration() {
    return Optional.of(this);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long codeOf(Architecture architecture) {
    int code = 0;
    for (Operation operation : operationsOf(architecture)) {
      code = code * operations.size() + operations.indexOf(operation);
    }
    return code;
  }

  @Override
  public Architecture at(long code) {
    return of(operationsAt(code));
  }

  private List<Operation> operationsAt(long code) {
    if (code < 0 || code >= size) {
      throw new DataException(
          "%s has no architecture %d: codes are 0 to %d".formatted(title, code, size - 1));
    }
    Operation[] chosen = new Operation[edges.size()];
    long rest = code;
    for (int e = chosen.length - 1; e >= 0; e--) {
      chosen[e] = operations.get((int) (rest % operations.size()));
      rest /= operations.size();
    }
    return List.of(chosen);
  }

  @Override
  public List<CellType> cellTypes() {
    return List.of(cell);
  }

  @Override
  public Depth depth() {
    return Depth.CELLS_PER_STAGE;
  }

  @Override
  public NetworkPlan plan(NetworkSize size) {
    if (!stems().contains(size.stem())) {
      throw new ConfigException("networks of " + id + " have no " + size.stem().id() + " stem");
    }
    List<NetworkPlan.Block> blocks = new ArrayList<>();
    int channels = size.channels();
    blocks.add(new NetworkPlan.Stem(channels));
    for (int stage = 0; stage < STAGES; stage++) {
      if (stage > 0) {
        channels *= 2;
        blocks.add(new NetworkPlan.Residual(channels));
      }
      blocks.addAll(Collections.nCopies(size.depth(), new NetworkPlan.Cell(cell, channels, false)));
    }
    blocks.add(new NetworkPlan.Head(true));
    return new NetworkPlan(size, blocks);
  }

  @Override
  public List<Derivation> derivations() {
    return operations.contains(Operation.NONE)
        ? List.of(Derivation.DERIVATION_WITH_NONE, Derivation.DERIVATION_WITHOUT_NONE)
        : List.of(Derivation.DERIVATION_WITHOUT_NONE);
  }

  @Override
  public Architecture derive(Map<String, double[][]> mixing) {
    double[][] rows = mixing.get(cell.name());
    if (rows == null || rows.length != cell.edges()) {
      throw new IllegalArgumentException("mixing weights of the normal cell are missing");
    }
    List<Operation> strongest = new ArrayList<>();
    for (double[] row : rows) {
      int best = 0;
      for (int o = 1; o < row.length; o++) {
        best = row[o] > row[best] ? o : best;
      }
      strongest.add(operations.get(best));
    }
    return of(strongest);
  }

  @Override
  public List<ChosenEdge> chosenEdges(Architecture architecture, CellType type) {
    List<Operation> chosen = operationsOf(architecture);
    return IntStream.range(0, chosen.size())
        .mapToObj(edge -> new ChosenEdge(edge, chosen.get(edge)))
        .toList();
  }

  /**
   * The architecture with these operations.
   *
   * @param chosen one of the space's operations for each edge
   * @return the message
   */
  protected final Architecture of(List<Operation> chosen) {
    EdgeCell.Builder message = EdgeCell.newBuilder();
    chosen.forEach(operation -> message.addOperations(operation.id()));
    return Architecture.newBuilder().setSpace(id).setEdgeCell(message).build();
  }

  /**
   * The operations of an architecture.
   *
   * @param architecture any message
   * @return one for each edge
   * @throws DataException if it is no member
   */
  protected final List<Operation> operationsOf(Architecture architecture) {
    requireForm(architecture, Architecture.FormCase.EDGE_CELL, member());
    EdgeCell message = architecture.getEdgeCell();
    if (message.getOperationsCount() != edges.size()) {
      throw new DataException(
          "%s has %d operations, not %d"
              .formatted(member(), edges.size(), message.getOperationsCount()));
    }
    return message.getOperationsList().stream().map(this::operation).toList();
  }
}

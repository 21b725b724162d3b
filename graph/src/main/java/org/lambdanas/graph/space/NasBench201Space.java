package org.lambdanas.graph.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.space.CellTopology.Edge;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EdgeCell;

/**
 * NAS-Bench-201 (Dong and Yang, ICLR 2020): a cell of four states and six edges with five
 * operations, 15 625 architectures. Cells are stacked to three stages with residual blocks between.
 * The derived architecture takes the strongest operation of every edge, {@code none} included.
 */
public final class NasBench201Space implements CellSpace, SearchSpace.Enumeration {

  /** The one instance. */
  public static final NasBench201Space INSTANCE = new NasBench201Space();

  private static final String ID = "nasbench201";

  private static final List<Operation> OPERATIONS =
      List.of(
          Operation.NONE,
          Operation.SKIP_CONNECT,
          Operation.NOR_CONV_1X1,
          Operation.NOR_CONV_3X3,
          Operation.AVG_POOL_3X3);

  private static final List<Edge> EDGES =
      List.of(
          new Edge(0, 1),
          new Edge(0, 2),
          new Edge(1, 2),
          new Edge(0, 3),
          new Edge(1, 3),
          new Edge(2, 3));

  private static final CellType CELL =
      new CellType(
          "normal",
          new CellTopology(1, 3, EDGES, CellTopology.Output.LAST_NODE),
          Collections.nCopies(EDGES.size(), OPERATIONS),
          false,
          false);

  private static final int SIZE = 15_625;

  /** NASLib numbers the operations in this order ... */
  private static final List<Operation> NASLIB_OPERATIONS =
      List.of(
          Operation.SKIP_CONNECT,
          Operation.NONE,
          Operation.NOR_CONV_3X3,
          Operation.NOR_CONV_1X1,
          Operation.AVG_POOL_3X3);

  /** ... and lists the edges by source: the place of each of our edges in its list. */
  private static final int[] NASLIB_POSITION = {0, 1, 3, 2, 4, 5};

  private static final Pattern NASLIB_TEXT =
      Pattern.compile("[\\[(]\\s*([0-4](?:\\s*,\\s*[0-4]){5})\\s*,?\\s*[\\])]");

  private NasBench201Space() {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public void validate(Architecture architecture) {
    operationsOf(architecture);
  }

  @Override
  public Architecture sample(RandomGenerator random) {
    return at(random.nextInt(SIZE));
  }

  @Override
  public Architecture mutate(Architecture architecture, RandomGenerator random) {
    List<Operation> operations = new ArrayList<>(operationsOf(architecture));
    int edge = random.nextInt(EDGES.size());
    int step = 1 + random.nextInt(OPERATIONS.size() - 1);
    int changed = (OPERATIONS.indexOf(operations.get(edge)) + step) % OPERATIONS.size();
    operations.set(edge, OPERATIONS.get(changed));
    return of(operations);
  }

  @Override
  public List<Architecture> neighbours(Architecture architecture) {
    List<Operation> operations = operationsOf(architecture);
    List<Architecture> neighbours = new ArrayList<>();
    for (int edge = 0; edge < EDGES.size(); edge++) {
      for (Operation other : OPERATIONS) {
        if (other != operations.get(edge)) {
          List<Operation> changed = new ArrayList<>(operations);
          changed.set(edge, other);
          neighbours.add(of(changed));
        }
      }
    }
    return neighbours;
  }

  @Override
  public Architecture canonical(Architecture architecture) {
    String expression = expression(operationsOf(architecture));
    return at(Objects.requireNonNull(Representatives.SMALLEST_CODE.get(expression)));
  }

  @Override
  public String format(Architecture architecture) {
    List<Operation> operations = operationsOf(architecture);
    StringBuilder text = new StringBuilder();
    int target = 0;
    for (int e = 0; e < EDGES.size(); e++) {
      if (EDGES.get(e).target() != target) {
        text.append(target == 0 ? "|" : "+|");
        target = EDGES.get(e).target();
      }
      text.append(operations.get(e).id()).append('~').append(EDGES.get(e).source()).append('|');
    }
    return text.toString();
  }

  @Override
  public SortedMap<String, String> texts(Architecture architecture) {
    List<Operation> operations = operationsOf(architecture);
    Integer[] naslib = new Integer[EDGES.size()];
    for (int e = 0; e < naslib.length; e++) {
      naslib[NASLIB_POSITION[e]] = NASLIB_OPERATIONS.indexOf(operations.get(e));
    }
    SortedMap<String, String> texts = new TreeMap<>();
    texts.put("nasbench201", format(architecture));
    texts.put(
        "naslib",
        Arrays.stream(naslib).map(String::valueOf).collect(Collectors.joining(", ", "(", ")")));
    return texts;
  }

  @Override
  public Architecture parse(String text) {
    String trimmed = text.strip();
    Matcher naslib = NASLIB_TEXT.matcher(trimmed);
    if (naslib.matches()) {
      String[] numbers = naslib.group(1).split("\\s*,\\s*", -1);
      List<Operation> operations = new ArrayList<>();
      for (int e = 0; e < EDGES.size(); e++) {
        operations.add(NASLIB_OPERATIONS.get(Integer.parseInt(numbers[NASLIB_POSITION[e]])));
      }
      return of(operations);
    }
    return parseEdges(trimmed);
  }

  private static Architecture parseEdges(String text) {
    // Shape first: an operation and its source for every edge, node by node.
    String[] nodes = text.split("\\+", -1);
    List<Operation> operations = new ArrayList<>();
    if (nodes.length == 3) {
      for (int target = 1; target <= 3; target++) {
        String node = nodes[target - 1];
        if (node.length() < 2 || !node.startsWith("|") || !node.endsWith("|")) {
          throw malformed(text);
        }
        String[] edges = node.substring(1, node.length() - 1).split("\\|", -1);
        if (edges.length != target) {
          throw malformed(text);
        }
        for (int source = 0; source < target; source++) {
          String suffix = "~" + source;
          if (!edges[source].endsWith(suffix)) {
            throw malformed(text);
          }
          String id = edges[source].substring(0, edges[source].length() - suffix.length());
          operations.add(operation(id));
        }
      }
      return of(operations);
    }
    throw malformed(text);
  }

  private static DataException malformed(String text) {
    return new DataException(
        "not a NAS-Bench-201 cell: '"
            + Excerpt.of(text)
            + "'; expected |op~0|+|op~0|op~1|+|op~0|op~1|op~2| or six NASLib numbers (0, 1, 2, 3,"
            + " 4, 0)");
  }

  private static Operation operation(String id) {
    return Operation.byId(id)
        .filter(OPERATIONS::contains)
        .orElseThrow(
            () ->
                new DataException(
                    "NAS-Bench-201 has no operation '"
                        + Excerpt.of(id)
                        + "': it has "
                        + OPERATIONS.stream()
                            .map(Operation::id)
                            .collect(Collectors.joining(", "))));
  }

  @Override
  public Optional<Enumeration> enumeration() {
    return Optional.of(this);
  }

  @Override
  public long size() {
    return SIZE;
  }

  @Override
  public long codeOf(Architecture architecture) {
    return codeOf(operationsOf(architecture));
  }

  private static int codeOf(List<Operation> operations) {
    int code = 0;
    for (Operation operation : operations) {
      code = code * OPERATIONS.size() + OPERATIONS.indexOf(operation);
    }
    return code;
  }

  @Override
  public Architecture at(long code) {
    return of(operationsAt(code));
  }

  private static List<Operation> operationsAt(long code) {
    if (code < 0 || code >= SIZE) {
      throw new DataException(
          "NAS-Bench-201 has no architecture " + code + ": codes are 0 to " + (SIZE - 1));
    }
    Operation[] operations = new Operation[EDGES.size()];
    long rest = code;
    for (int e = operations.length - 1; e >= 0; e--) {
      operations[e] = OPERATIONS.get((int) (rest % OPERATIONS.size()));
      rest /= OPERATIONS.size();
    }
    return List.of(operations);
  }

  @Override
  public Optional<CellSpace> relaxation() {
    return Optional.of(this);
  }

  @Override
  public List<CellType> cellTypes() {
    return List.of(CELL);
  }

  @Override
  public Depth depth() {
    return Depth.CELLS_PER_STAGE;
  }

  @Override
  public NetworkPlan plan(NetworkSize size) {
    if (size.stem() != NetworkStem.SINGLE) {
      throw new ConfigException("networks of nasbench201 have no " + size.stem().id() + " stem");
    }
    List<NetworkPlan.Block> blocks = new ArrayList<>();
    int channels = size.channels();
    blocks.add(new NetworkPlan.Stem(channels));
    for (int stage = 0; stage < 3; stage++) {
      if (stage > 0) {
        channels *= 2;
        blocks.add(new NetworkPlan.Residual(channels));
      }
      blocks.addAll(Collections.nCopies(size.depth(), new NetworkPlan.Cell(CELL, channels, false)));
    }
    blocks.add(new NetworkPlan.Head(true));
    return new NetworkPlan(size, blocks);
  }

  @Override
  public Architecture derive(Map<String, double[][]> mixing) {
    double[][] rows = mixing.get(CELL.name());
    if (rows == null || rows.length != CELL.edges()) {
      throw new IllegalArgumentException("mixing weights of the normal cell are missing");
    }
    List<Operation> operations = new ArrayList<>();
    for (double[] row : rows) {
      int best = 0;
      for (int o = 1; o < row.length; o++) {
        if (row[o] > row[best]) {
          best = o;
        }
      }
      operations.add(OPERATIONS.get(best));
    }
    return of(operations);
  }

  @Override
  public List<ChosenEdge> chosenEdges(Architecture architecture, CellType type) {
    List<Operation> operations = operationsOf(architecture);
    List<ChosenEdge> chosen = new ArrayList<>();
    for (int e = 0; e < operations.size(); e++) {
      chosen.add(new ChosenEdge(e, operations.get(e)));
    }
    return chosen;
  }

  private static Architecture of(List<Operation> operations) {
    EdgeCell.Builder cell = EdgeCell.newBuilder();
    operations.forEach(operation -> cell.addOperations(operation.id()));
    return Architecture.newBuilder().setSpace(ID).setEdgeCell(cell).build();
  }

  private static List<Operation> operationsOf(Architecture architecture) {
    if (!architecture.getSpace().equals(ID) || !architecture.hasEdgeCell()) {
      throw new DataException(
          "architecture is not a NAS-Bench-201 cell: space '"
              + Excerpt.of(architecture.getSpace())
              + "', form "
              + architecture.getFormCase());
    }
    EdgeCell cell = architecture.getEdgeCell();
    if (cell.getOperationsCount() != EDGES.size()) {
      throw new DataException(
          "a NAS-Bench-201 cell has 6 operations, not " + cell.getOperationsCount());
    }
    return cell.getOperationsList().stream().map(NasBench201Space::operation).toList();
  }

  /**
   * The function that a cell computes, as text: zeros vanish, skip connections are transparent, a
   * sum is a bag of terms. Nodes that nothing reads do not appear. This merges more than the 6466
   * classes of the benchmark's own code, which tells {@code f(x)} from {@code f(x) + 0}: 4930 are
   * left. Operations of the same kind on the same input count as equal terms, shared or not.
   */
  private static String expression(List<Operation> operations) {
    List<List<String>> terms = new ArrayList<>();
    terms.add(List.of("x"));
    for (int target = 1; target < CELL.topology().states(); target++) {
      List<String> sum = new ArrayList<>();
      for (int e = 0; e < EDGES.size(); e++) {
        if (EDGES.get(e).target() != target || operations.get(e) == Operation.NONE) {
          continue;
        }
        Operation operation = operations.get(e);
        List<String> source = terms.get(EDGES.get(e).source());
        if (source.isEmpty()) {
          continue;
        }
        if (operation == Operation.SKIP_CONNECT) {
          sum.addAll(source);
        } else {
          sum.add(operation.id() + source);
        }
      }
      Collections.sort(sum);
      terms.add(sum);
    }
    return terms.get(terms.size() - 1).toString();
  }

  /** The smallest code of every function, computed on first use. */
  private static final class Representatives {
    static final Map<String, Integer> SMALLEST_CODE = new HashMap<>();

    static {
      for (int code = 0; code < SIZE; code++) {
        SMALLEST_CODE.putIfAbsent(expression(operationsAt(code)), code);
      }
    }

    private Representatives() {}
  }
}

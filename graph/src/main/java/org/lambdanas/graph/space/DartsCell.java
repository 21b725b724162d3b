package org.lambdanas.graph.space;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellTopology.Edge;
import org.lambdanas.proto.v1.EdgeChoice;
import org.lambdanas.proto.v1.GenotypeCell;

/**
 * A derived cell of the DARTS family: of four nodes behind two inputs each keeps two edges.
 *
 * @param type its candidates
 * @param choices two for each node, in the order of the nodes
 */
record DartsCell(CellType type, List<Choice> choices) {

  private static final int INPUTS = 2;
  private static final int NODES = 4;
  private static final int CHOICES = 2;

  private static final List<Edge> EDGES = edges();

  /** Each node has an edge from every earlier state. */
  static final CellTopology TOPOLOGY =
      new CellTopology(INPUTS, NODES, EDGES, CellTopology.Output.CONCATENATION);

  DartsCell {
    choices = List.copyOf(choices);
  }

  /** One operation on one edge into a node. */
  record Choice(Operation operation, int input) {

    @Override
    public String toString() {
      return operation.id() + ":" + input;
    }
  }

  private static List<Edge> edges() {
    List<Edge> edges = new ArrayList<>();
    for (int target = INPUTS; target < INPUTS + NODES; target++) {
      for (int source = 0; source < target; source++) {
        edges.add(new Edge(source, target));
      }
    }
    return List.copyOf(edges);
  }

  private static int edge(int input, int target) {
    return EDGES.indexOf(new Edge(input, target));
  }

  /** The state that choice i goes into. */
  private static int target(int i) {
    return INPUTS + i / CHOICES;
  }

  /** What a kept edge may carry: zeros would not be kept. */
  private static List<Operation> allowed(CellType type, int input, int target) {
    return type.candidates().get(edge(input, target)).stream()
        .filter(operation -> operation != Operation.NONE)
        .toList();
  }

  static DartsCell sample(CellType type, RandomGenerator random) {
    List<Choice> choices = new ArrayList<>();
    for (int target = INPUTS; target < INPUTS + NODES; target++) {
      int first = random.nextInt(target);
      int second = (first + 1 + random.nextInt(target - 1)) % target;
      for (int input : new int[] {Math.min(first, second), Math.max(first, second)}) {
        List<Operation> allowed = allowed(type, input, target);
        choices.add(new Choice(allowed.get(random.nextInt(allowed.size())), input));
      }
    }
    return new DartsCell(type, choices);
  }

  /** An edge is as strong as its strongest operation; the lower input and operation win ties. */
  static DartsCell derive(CellType type, Map<String, double[][]> mixing) {
    double[][] rows = mixing.get(type.name());
    if (rows == null || rows.length != type.edges()) {
      throw new IllegalArgumentException("mixing weights of cell " + type.name() + " are missing");
    }
    List<Choice> choices = new ArrayList<>();
    for (int target = INPUTS; target < INPUTS + NODES; target++) {
      int node = target;
      IntStream.range(0, node)
          .boxed()
          .sorted(
              Comparator.comparingDouble(
                  input -> -rows[edge(input, node)][strongest(type, rows, edge(input, node))]))
          .limit(CHOICES)
          .forEach(
              input -> {
                int edge = edge(input, node);
                Operation best = type.candidates().get(edge).get(strongest(type, rows, edge));
                choices.add(new Choice(best, input));
              });
    }
    return new DartsCell(type, choices);
  }

  private static int strongest(CellType type, double[][] rows, int edge) {
    int best = -1;
    for (int o = 0; o < rows[edge].length; o++) {
      if (type.candidates().get(edge).get(o) != Operation.NONE
          && (best < 0 || rows[edge][o] > rows[edge][best])) {
        best = o;
      }
    }
    return best;
  }

  /** Reads a cell; DataException if it is not of this type. */
  static DartsCell read(String space, CellType type, GenotypeCell cell) {
    if (cell.getChoicesCount() != NODES * CHOICES) {
      throw new DataException(
          "the %s cell has %d choices, %s has %d"
              .formatted(type.name(), cell.getChoicesCount(), space, NODES * CHOICES));
    }
    List<Integer> concat = IntStream.range(INPUTS, INPUTS + NODES).boxed().toList();
    if (!cell.getConcatList().equals(concat)) {
      throw new DataException(
          "the %s cell joins states %s, in %s it is %s"
              .formatted(type.name(), cell.getConcatList(), space, concat));
    }
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < cell.getChoicesCount(); i++) {
      choices.add(read(space, type, cell.getChoices(i), target(i)));
      if (i % CHOICES == 1 && choices.get(i - 1).input() == choices.get(i).input()) {
        throw new DataException(
            "node %d of the %s cell has two edges from state %d"
                .formatted(target(i), type.name(), choices.get(i).input()));
      }
    }
    return new DartsCell(type, choices);
  }

  private static Choice read(String space, CellType type, EdgeChoice choice, int target) {
    int input = choice.getInput();
    if (input < 0 || input >= target) {
      throw new DataException(
          "node %d of the %s cell has an edge from state %d: earlier states are 0 to %d"
              .formatted(target, type.name(), input, target - 1));
    }
    List<Operation> allowed = allowed(type, input, target);
    Operation operation =
        Operation.byId(choice.getOperation())
            .filter(allowed::contains)
            .orElseThrow(
                () ->
                    new DataException(
                        "space %s has no '%s' on edge %s of the %s cell: it has %s"
                            .formatted(
                                space,
                                Excerpt.of(choice.getOperation()),
                                EDGES.get(edge(input, target)),
                                type.name(),
                                allowed.stream()
                                    .map(Operation::id)
                                    .collect(Collectors.joining(", ")))));
    return new Choice(operation, input);
  }

  GenotypeCell message() {
    GenotypeCell.Builder cell = GenotypeCell.newBuilder();
    choices.forEach(
        choice ->
            cell.addChoices(
                EdgeChoice.newBuilder()
                    .setOperation(choice.operation().id())
                    .setInput(choice.input())));
    for (int state = INPUTS; state < INPUTS + NODES; state++) {
      cell.addConcat(state);
    }
    return cell.build();
  }

  /** In the order of the type's edges. */
  List<ChosenEdge> chosenEdges() {
    return IntStream.range(0, choices.size())
        .mapToObj(
            i ->
                new ChosenEdge(edge(choices.get(i).input(), target(i)), choices.get(i).operation()))
        .sorted(Comparator.comparingInt(ChosenEdge::edge))
        .toList();
  }

  /**
   * Cells with another operation on one edge, or with one edge from elsewhere. A moved edge keeps
   * its operation where the new place has it, and else takes one that the old place did not have:
   * so being a neighbour is mutual.
   */
  List<DartsCell> changes() {
    List<DartsCell> changes = new ArrayList<>();
    for (int i = 0; i < choices.size(); i++) {
      Choice old = choices.get(i);
      int other = choices.get(i ^ 1).input();
      List<Operation> here = allowed(type, old.input(), target(i));
      for (Operation operation : here) {
        if (operation != old.operation()) {
          changes.add(with(i, new Choice(operation, old.input())));
        }
      }
      for (int input = 0; input < target(i); input++) {
        if (input == old.input() || input == other) {
          continue;
        }
        List<Operation> there = allowed(type, input, target(i));
        if (there.contains(old.operation())) {
          changes.add(with(i, new Choice(old.operation(), input)));
          continue;
        }
        for (Operation operation : there) {
          if (!here.contains(operation)) {
            changes.add(with(i, new Choice(operation, input)));
          }
        }
      }
    }
    return changes;
  }

  private DartsCell with(int index, Choice choice) {
    List<Choice> changed = new ArrayList<>(choices);
    changed.set(index, choice);
    return new DartsCell(type, changed);
  }

  /**
   * The same cell with its nodes numbered, and their edges listed, so that its text comes first,
   * among those whose operations the type has on these edges.
   */
  DartsCell canonical() {
    return NodeOrders.ALL.stream()
        .map(this::renumbered)
        .flatMap(Optional::stream)
        .filter(DartsCell::fits)
        .min(Comparator.comparing(cell -> cell.choices().toString()))
        .orElse(this);
  }

  private boolean fits() {
    return IntStream.range(0, choices.size())
        .allMatch(
            i ->
                allowed(type, choices.get(i).input(), target(i))
                    .contains(choices.get(i).operation()));
  }

  /** The cell with node {@code order[i]} at place i, if every node still comes after its inputs. */
  private Optional<DartsCell> renumbered(List<Integer> order) {
    List<Choice> all = new ArrayList<>();
    for (int place = 0; place < NODES; place++) {
      int node = order.get(place);
      List<Choice> ofNode = new ArrayList<>();
      for (Choice choice : choices.subList(node * CHOICES, (node + 1) * CHOICES)) {
        int input =
            choice.input() < INPUTS
                ? choice.input()
                : INPUTS + order.indexOf(choice.input() - INPUTS);
        if (input >= INPUTS + place) {
          return Optional.empty();
        }
        ofNode.add(new Choice(choice.operation(), input));
      }
      ofNode.sort(Comparator.comparingInt(Choice::input));
      all.addAll(ofNode);
    }
    return Optional.of(new DartsCell(type, all));
  }

  /** All orders of the nodes. */
  private static final class NodeOrders {
    static final List<List<Integer>> ALL = orders(List.of());

    private NodeOrders() {}

    private static List<List<Integer>> orders(List<Integer> start) {
      if (start.size() == NODES) {
        return List.of(start);
      }
      List<List<Integer>> all = new ArrayList<>();
      for (int node = 0; node < NODES; node++) {
        if (!start.contains(node)) {
          List<Integer> longer = new ArrayList<>(start);
          longer.add(node);
          all.addAll(orders(longer));
        }
      }
      return all;
    }
  }
}

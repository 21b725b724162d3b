package org.lambdanas.graph.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.space.CellTopology.Edge;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EdgeChoice;
import org.lambdanas.proto.v1.Genotype;
import org.lambdanas.proto.v1.GenotypeCell;

/**
 * The DARTS family (Liu et al., ICLR 2019; S1 to S4: Zela et al., ICLR 2020): a normal and a
 * reduction cell, each of two inputs and four nodes. In the super-network a node sums mixed
 * operations from all earlier states; of a derived cell each node keeps its two strongest edges,
 * {@code none} never among them. The spaces differ in the candidate operations.
 */
public final class DartsSpace implements CellSpace {

  private static final int INPUTS = 2;
  private static final int NODES = 4;
  private static final int CHOICES = 2;

  /** The stem has this many times the channels of the first cell. */
  private static final int STEM_MULTIPLIER = 3;

  private static final List<Edge> EDGES = edges();

  private static final CellTopology TOPOLOGY =
      new CellTopology(INPUTS, NODES, EDGES, CellTopology.Output.CONCATENATION);

  private static final List<Operation> SEVEN =
      List.of(
          Operation.MAX_POOL_3X3,
          Operation.AVG_POOL_3X3,
          Operation.SKIP_CONNECT,
          Operation.SEP_CONV_3X3,
          Operation.SEP_CONV_5X5,
          Operation.DIL_CONV_3X3,
          Operation.DIL_CONV_5X5);

  /** Two operations for each of S1's edges, as two-letter words. */
  private static final String S1_NORMAL =
      "sk,d3 sk,d5 sk,d5 sk,s3 sk,d3 mp,sk sk,s3 sk,s3 sk,d3 sk,s3 mp,sk sk,d3 d3,d5 d3,d5";

  private static final String S1_REDUCE =
      "mp,ap mp,d3 mp,ap mp,ap sk,d5 mp,ap mp,s3 sk,d3 sk,d5 mp,ap mp,ap sk,d5 sk,d5 sk,d5";

  private static final Map<String, Operation> WORDS =
      Map.of(
          "sk", Operation.SKIP_CONNECT,
          "d3", Operation.DIL_CONV_3X3,
          "d5", Operation.DIL_CONV_5X5,
          "s3", Operation.SEP_CONV_3X3,
          "mp", Operation.MAX_POOL_3X3,
          "ap", Operation.AVG_POOL_3X3);

  /** DARTS' own space without {@code none}: seven operations. */
  public static final DartsSpace DARTS = uniform("darts", SEVEN);

  /** S1: two operations, other ones on each edge. */
  public static final DartsSpace S1 = new DartsSpace("s1", words(S1_NORMAL), words(S1_REDUCE));

  /** S2: skip connection or separable convolution. */
  public static final DartsSpace S2 =
      uniform("s2", List.of(Operation.SKIP_CONNECT, Operation.SEP_CONV_3X3));

  /** S3: S2 with {@code none}. */
  public static final DartsSpace S3 =
      uniform("s3", List.of(Operation.NONE, Operation.SKIP_CONNECT, Operation.SEP_CONV_3X3));

  /** S4: noise or separable convolution. */
  public static final DartsSpace S4 =
      uniform("s4", List.of(Operation.NOISE, Operation.SEP_CONV_3X3));

  private final String id;
  private final CellType normal;
  private final CellType reduce;

  private DartsSpace(String id, List<List<Operation>> normal, List<List<Operation>> reduce) {
    this.id = id;
    this.normal = new CellType("normal", TOPOLOGY, normal, false, true);
    this.reduce = new CellType("reduce", TOPOLOGY, reduce, true, true);
  }

  private static DartsSpace uniform(String id, List<Operation> operations) {
    List<List<Operation>> candidates = Collections.nCopies(EDGES.size(), operations);
    return new DartsSpace(id, candidates, candidates);
  }

  private static List<List<Operation>> words(String text) {
    return List.of(text.split(" ", -1)).stream()
        .map(edge -> List.of(edge.split(",", -1)).stream().map(DartsSpace::word).toList())
        .toList();
  }

  private static Operation word(String word) {
    return Objects.requireNonNull(WORDS.get(word), word);
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

  /** One operation on one edge into a node. */
  private record Choice(Operation operation, int input) {

    @Override
    public String toString() {
      return operation.id() + ":" + input;
    }
  }

  private static int edge(int input, int target) {
    return EDGES.indexOf(new Edge(input, target));
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void validate(Architecture architecture) {
    choices(architecture, normal);
    choices(architecture, reduce);
  }

  @Override
  public Architecture sample(RandomGenerator random) {
    return of(sample(normal, random), sample(reduce, random));
  }

  private List<Choice> sample(CellType type, RandomGenerator random) {
    List<Choice> choices = new ArrayList<>();
    for (int target = INPUTS; target < INPUTS + NODES; target++) {
      int first = random.nextInt(target);
      int second = (first + 1 + random.nextInt(target - 1)) % target;
      for (int input : new int[] {Math.min(first, second), Math.max(first, second)}) {
        List<Operation> allowed = allowed(type, edge(input, target));
        choices.add(new Choice(allowed.get(random.nextInt(allowed.size())), input));
      }
    }
    return choices;
  }

  /** What a kept edge may carry: zeros would not be kept. */
  private static List<Operation> allowed(CellType type, int edge) {
    return type.candidates().get(edge).stream().filter(o -> o != Operation.NONE).toList();
  }

  @Override
  public Architecture mutate(Architecture architecture, RandomGenerator random) {
    List<Architecture> neighbours = neighbours(architecture);
    return neighbours.get(random.nextInt(neighbours.size()));
  }

  @Override
  public List<Architecture> neighbours(Architecture architecture) {
    List<Choice> ofNormal = choices(architecture, normal);
    List<Choice> ofReduce = choices(architecture, reduce);
    Set<Architecture> neighbours = new LinkedHashSet<>();
    changes(normal, ofNormal).forEach(changed -> neighbours.add(of(changed, ofReduce)));
    changes(reduce, ofReduce).forEach(changed -> neighbours.add(of(ofNormal, changed)));
    return List.copyOf(neighbours);
  }

  /**
   * Cells with another operation on one edge, or with one edge from elsewhere. A moved edge keeps
   * its operation where the new place has it, and else takes one that the old place did not have:
   * so being a neighbour is mutual.
   */
  private static List<List<Choice>> changes(CellType type, List<Choice> choices) {
    List<List<Choice>> changes = new ArrayList<>();
    for (int i = 0; i < choices.size(); i++) {
      Choice old = choices.get(i);
      int target = INPUTS + i / CHOICES;
      int other = choices.get(i ^ 1).input();
      for (Operation operation : allowed(type, edge(old.input(), target))) {
        if (operation != old.operation()) {
          changes.add(with(choices, i, new Choice(operation, old.input())));
        }
      }
      for (int input = 0; input < target; input++) {
        if (input != old.input() && input != other) {
          List<Operation> there = allowed(type, edge(input, target));
          if (there.contains(old.operation())) {
            changes.add(with(choices, i, new Choice(old.operation(), input)));
          } else {
            List<Operation> here = allowed(type, edge(old.input(), target));
            for (Operation operation : there) {
              if (!here.contains(operation)) {
                changes.add(with(choices, i, new Choice(operation, input)));
              }
            }
          }
        }
      }
    }
    return changes;
  }

  private static List<Choice> with(List<Choice> choices, int index, Choice choice) {
    List<Choice> changed = new ArrayList<>(choices);
    changed.set(index, choice);
    return changed;
  }

  /**
   * Nodes may be numbered otherwise, and a node's two edges listed the other way round: the
   * representative is the first of all such cells in the order of their text, among those whose
   * operations the space has on these edges.
   */
  @Override
  public Architecture canonical(Architecture architecture) {
    return of(
        canonical(normal, choices(architecture, normal)),
        canonical(reduce, choices(architecture, reduce)));
  }

  private static List<Choice> canonical(CellType type, List<Choice> choices) {
    return NodeOrders.ALL.stream()
        .map(order -> renumbered(choices, order))
        .flatMap(Optional::stream)
        .filter(cell -> fits(type, cell))
        .min(Comparator.comparing(List::toString))
        .orElse(choices);
  }

  private static boolean fits(CellType type, List<Choice> choices) {
    return IntStream.range(0, choices.size())
        .allMatch(
            i ->
                allowed(type, edge(choices.get(i).input(), INPUTS + i / CHOICES))
                    .contains(choices.get(i).operation()));
  }

  /** The cell with node {@code order[i]} at place i, if every node still comes after its inputs. */
  private static Optional<List<Choice>> renumbered(List<Choice> choices, List<Integer> order) {
    List<Choice> cell = new ArrayList<>();
    for (int place = 0; place < NODES; place++) {
      int node = order.get(place);
      List<Choice> edges = new ArrayList<>();
      for (Choice choice : choices.subList(node * CHOICES, (node + 1) * CHOICES)) {
        int input =
            choice.input() < INPUTS
                ? choice.input()
                : INPUTS + order.indexOf(choice.input() - INPUTS);
        if (input >= INPUTS + place) {
          return Optional.empty();
        }
        edges.add(new Choice(choice.operation(), input));
      }
      edges.sort(Comparator.comparingInt(Choice::input));
      cell.addAll(edges);
    }
    return Optional.of(cell);
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

  @Override
  public String format(Architecture architecture) {
    return GenotypeText.format(genotype(architecture));
  }

  @Override
  public SortedMap<String, String> texts(Architecture architecture) {
    SortedMap<String, String> texts = new TreeMap<>();
    texts.put("genotype", format(architecture));
    if (isNumbered()) {
      texts.put("naslib", NaslibGenotype.format(architecture.getGenotype(), SEVEN));
    }
    return texts;
  }

  /** NASLib's and NAS-Bench-301's numbers are of the space with all seven operations. */
  private boolean isNumbered() {
    return normal.candidates().get(0).equals(SEVEN);
  }

  @Override
  public Architecture parse(String text) {
    Optional<Genotype> numbered =
        isNumbered() ? NaslibGenotype.parse(text, SEVEN) : Optional.empty();
    Genotype genotype = numbered.isPresent() ? numbered.get() : GenotypeText.parse(text);
    Architecture parsed = Architecture.newBuilder().setSpace(id).setGenotype(genotype).build();
    validate(parsed);
    return parsed;
  }

  @Override
  public Optional<Enumeration> enumeration() {
    return Optional.empty();
  }

  @Override
  public Optional<CellSpace> relaxation() {
    return Optional.of(this);
  }

  @Override
  public List<CellType> cellTypes() {
    return List.of(normal, reduce);
  }

  @Override
  public Depth depth() {
    return Depth.CELLS;
  }

  @Override
  public NetworkPlan plan(NetworkSize size) {
    List<NetworkPlan.Block> blocks = new ArrayList<>();
    int channels = size.channels();
    int depth = size.depth();
    // The first of two stem parts has twice the resolution of the second.
    boolean afterReduction = size.stem() == NetworkStem.TWO_PART;
    blocks.add(
        afterReduction
            ? new NetworkPlan.TwoPartStem(channels)
            : new NetworkPlan.Stem(STEM_MULTIPLIER * channels));
    for (int i = 0; i < depth; i++) {
      boolean reduction = i == depth / 3 || i == 2 * depth / 3;
      channels *= reduction ? 2 : 1;
      blocks.add(new NetworkPlan.Cell(reduction ? reduce : normal, channels, afterReduction));
      afterReduction = reduction;
    }
    blocks.add(new NetworkPlan.Head(false));
    return new NetworkPlan(size, blocks);
  }

  @Override
  public Architecture derive(Map<String, double[][]> mixing) {
    return of(derive(normal, mixing), derive(reduce, mixing));
  }

  /** An edge is as strong as its strongest operation; the lower input and operation win ties. */
  private static List<Choice> derive(CellType type, Map<String, double[][]> mixing) {
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
    return choices;
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

  @Override
  public List<ChosenEdge> chosenEdges(Architecture architecture, CellType type) {
    List<Choice> choices = choices(architecture, type);
    return IntStream.range(0, choices.size())
        .mapToObj(
            i ->
                new ChosenEdge(
                    edge(choices.get(i).input(), INPUTS + i / CHOICES), choices.get(i).operation()))
        .sorted(Comparator.comparingInt(ChosenEdge::edge))
        .toList();
  }

  private Architecture of(List<Choice> ofNormal, List<Choice> ofReduce) {
    return Architecture.newBuilder()
        .setSpace(id)
        .setGenotype(
            Genotype.newBuilder().setNormal(message(ofNormal)).setReduce(message(ofReduce)))
        .build();
  }

  private static GenotypeCell message(List<Choice> choices) {
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

  private Genotype genotype(Architecture architecture) {
    validate(architecture);
    return architecture.getGenotype();
  }

  private List<Choice> choices(Architecture architecture, CellType type) {
    if (!architecture.getSpace().equals(id) || !architecture.hasGenotype()) {
      throw new DataException(
          "architecture is not a genotype of space "
              + id
              + ": space '"
              + Excerpt.of(architecture.getSpace())
              + "', form "
              + architecture.getFormCase());
    }
    Genotype genotype = architecture.getGenotype();
    GenotypeCell cell = type.reduction() ? genotype.getReduce() : genotype.getNormal();
    if (cell.getChoicesCount() != NODES * CHOICES) {
      throw new DataException(
          "the %s cell has %d choices, %s has %d"
              .formatted(type.name(), cell.getChoicesCount(), id, NODES * CHOICES));
    }
    List<Integer> concat = IntStream.range(INPUTS, INPUTS + NODES).boxed().toList();
    if (!cell.getConcatList().equals(concat)) {
      throw new DataException(
          "the %s cell joins states %s, in %s it is %s"
              .formatted(type.name(), cell.getConcatList(), id, concat));
    }
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < cell.getChoicesCount(); i++) {
      choices.add(choice(cell.getChoices(i), type, INPUTS + i / CHOICES));
      if (i % CHOICES == 1 && choices.get(i - 1).input() == choices.get(i).input()) {
        throw new DataException(
            "node %d of the %s cell has two edges from state %d"
                .formatted(INPUTS + i / CHOICES, type.name(), choices.get(i).input()));
      }
    }
    return choices;
  }

  private Choice choice(EdgeChoice choice, CellType type, int target) {
    int input = choice.getInput();
    if (input < 0 || input >= target) {
      throw new DataException(
          "node %d of the %s cell has an edge from state %d: earlier states are 0 to %d"
              .formatted(target, type.name(), input, target - 1));
    }
    List<Operation> allowed = allowed(type, edge(input, target));
    Operation operation =
        Operation.byId(choice.getOperation())
            .filter(allowed::contains)
            .orElseThrow(
                () ->
                    new DataException(
                        "space %s has no '%s' on edge %s of the %s cell: it has %s"
                            .formatted(
                                id,
                                Excerpt.of(choice.getOperation()),
                                EDGES.get(edge(input, target)),
                                type.name(),
                                allowed.stream()
                                    .map(Operation::id)
                                    .collect(Collectors.joining(", ")))));
    return new Choice(operation, input);
  }
}

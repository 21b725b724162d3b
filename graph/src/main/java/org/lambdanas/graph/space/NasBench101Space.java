package org.lambdanas.graph.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.Arc;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.MatrixCell;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.WeightOptimizerConfig;

/**
 * NAS-Bench-101 (Ying et al., ICML 2019): a cell is a directed acyclic graph of up to 7 vertices,
 * input and output among them, with one of three operations on each inner vertex. Vertices and arcs
 * on no path from input to output are allowed and do nothing; of those on a path there are at most
 * 9 arcs. 423 624 cells differ in what they compute.
 *
 * <p>Messages keep what does nothing, because it can come into use: a neighbour has the same
 * vertices and all arcs but one, used where it is present, or another operation on one used vertex.
 * So being a neighbour is mutual, for any two messages whose arcs are listed by source, then by
 * target, as this class lists them. Neighbours never have more vertices; {@link #mutate} fills up
 * to 7 first. What does the same is told by {@link #canonical}.
 */
public final class NasBench101Space implements VertexSpace {

  /** The one instance. */
  public static final NasBench101Space INSTANCE = new NasBench101Space();

  /** Most vertices of a cell, input and output included. */
  public static final int MOST_VERTICES = 7;

  /** Most arcs on paths from input to output. */
  public static final int MOST_ARCS = 9;

  private static final String ID = "nasbench101";
  private static final String INPUT = "input";
  private static final String OUTPUT = "output";

  private static final List<String> OPERATIONS =
      Arrays.stream(VertexOperation.values()).map(VertexOperation::id).toList();

  /** Stacks of cells, between which the resolution is halved and the channels are doubled. */
  private static final int STACKS = 3;

  /** What vertices can be, for the canonical order. */
  private static final List<String> COLOURS =
      List.of(INPUT, OPERATIONS.get(0), OPERATIONS.get(1), OPERATIONS.get(2), OUTPUT);

  private NasBench101Space() {}

  /**
   * The operations of inner vertices.
   *
   * @return {@code conv3x3-bn-relu}, {@code conv1x1-bn-relu}, {@code maxpool3x3}
   */
  public static List<String> operations() {
    return OPERATIONS;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public void validate(Architecture architecture) {
    graph(architecture);
  }

  /**
   * Every possible arc of 7 vertices with probability 1/2, inner operations uniformly, drawn anew
   * until the cell is valid: three draws of four are. (This is not uniform over cells: large ones
   * are rarer than in the benchmark.)
   */
  @Override
  public Architecture sample(RandomGenerator random) {
    while (true) {
      List<String> operations = new ArrayList<>(List.of(INPUT));
      for (int v = 1; v < MOST_VERTICES - 1; v++) {
        operations.add(OPERATIONS.get(random.nextInt(OPERATIONS.size())));
      }
      operations.add(OUTPUT);
      int[] targets = new int[MOST_VERTICES];
      for (int v = 0; v < MOST_VERTICES - 1; v++) {
        targets[v] = random.nextInt(1 << (MOST_VERTICES - 1 - v)) << (v + 1);
      }
      MatrixGraph graph = new MatrixGraph(List.copyOf(operations), targets);
      if (isValid(graph)) {
        return of(graph);
      }
    }
  }

  /**
   * A cell of fewer than 7 vertices gets unused ones of random operations at random places. Then
   * each possible arc flips with probability 1/7, and each inner operation becomes another one with
   * probability 1/3; drawn anew from the parent until the cell is valid and computes something
   * else.
   */
  @Override
  public Architecture mutate(Architecture architecture, RandomGenerator random) {
    MatrixGraph parent = graph(architecture);
    MatrixGraph same = parent.canonical(COLOURS);
    while (true) {
      MatrixGraph child = filled(parent, random);
      for (int source = 0; source < MOST_VERTICES; source++) {
        for (int target = source + 1; target < MOST_VERTICES; target++) {
          if (random.nextInt(MOST_VERTICES) == 0) {
            child = child.withFlipped(source, target);
          }
        }
      }
      for (int v = 1; v < MOST_VERTICES - 1; v++) {
        if (random.nextInt(OPERATIONS.size()) == 0) {
          int step = 1 + random.nextInt(OPERATIONS.size() - 1);
          int old = OPERATIONS.indexOf(child.operations().get(v));
          child = child.withOperation(v, OPERATIONS.get((old + step) % OPERATIONS.size()));
        }
      }
      if (isValid(child) && !child.canonical(COLOURS).equals(same)) {
        return of(child);
      }
    }
  }

  private static MatrixGraph filled(MatrixGraph graph, RandomGenerator random) {
    MatrixGraph filled = graph;
    while (filled.vertices() < MOST_VERTICES) {
      int place = 1 + random.nextInt(filled.vertices() - 1);
      List<String> operations = new ArrayList<>(filled.operations());
      operations.add(place, OPERATIONS.get(random.nextInt(OPERATIONS.size())));
      int[] targets = new int[filled.vertices() + 1];
      for (int v = 0; v < filled.vertices(); v++) {
        int low = filled.targets()[v] & ((1 << place) - 1);
        int high = filled.targets()[v] >>> place << (place + 1);
        targets[v < place ? v : v + 1] = low | high;
      }
      filled = new MatrixGraph(List.copyOf(operations), targets);
    }
    return filled;
  }

  @Override
  public List<Architecture> neighbours(Architecture architecture) {
    MatrixGraph graph = graph(architecture);
    List<Architecture> neighbours = new ArrayList<>();
    int used = graph.used();
    for (int v = 1; v < graph.vertices() - 1; v++) {
      if ((used >>> v & 1) != 0) {
        for (String other : OPERATIONS) {
          if (!other.equals(graph.operations().get(v))) {
            neighbours.add(of(graph.withOperation(v, other)));
          }
        }
      }
    }
    for (int source = 0; source < graph.vertices(); source++) {
      for (int target = source + 1; target < graph.vertices(); target++) {
        MatrixGraph flipped = graph.withFlipped(source, target);
        MatrixGraph with = graph.has(source, target) ? graph : flipped;
        if (with.isUsed(source, target) && isValid(flipped)) {
          neighbours.add(of(flipped));
        }
      }
    }
    return neighbours;
  }

  /**
   * Isomorphic cells, and cells that differ only in unused vertices and arcs, are the same: the
   * representative has no unused ones, and its vertices in an order that depends on the graph
   * alone.
   */
  @Override
  public Architecture canonical(Architecture architecture) {
    return of(graph(architecture).canonical(COLOURS));
  }

  @Override
  public String format(Architecture architecture) {
    return MatrixText.format(graph(architecture));
  }

  @Override
  public SortedMap<String, String> texts(Architecture architecture) {
    MatrixGraph graph = graph(architecture);
    return new TreeMap<>(Map.of("matrix", MatrixText.json(graph), ID, MatrixText.format(graph)));
  }

  @Override
  public Architecture parse(String text) {
    Architecture parsed = of(MatrixText.parse(text));
    validate(parsed);
    return parsed;
  }

  @Override
  public VertexCell cell(Architecture architecture) {
    MatrixGraph graph = graph(architecture).pruned();
    int last = graph.vertices() - 1;
    return new VertexCell(
        graph.operations().subList(1, last).stream().map(VertexOperation::byId).toList(),
        IntStream.rangeClosed(1, last)
            .mapToObj(
                target ->
                    IntStream.range(0, target)
                        .filter(source -> graph.has(source, target))
                        .boxed()
                        .toList())
            .toList());
  }

  @Override
  public Depth depth() {
    return Depth.CELLS_PER_STAGE;
  }

  @Override
  public NetworkPlan plan(NetworkSize size) {
    List<NetworkPlan.Block> blocks = new ArrayList<>();
    blocks.add(new NetworkPlan.Stem(size.channels(), true));
    for (int stack = 0; stack < STACKS; stack++) {
      if (stack > 0) {
        blocks.add(new NetworkPlan.Pool());
      }
      int channels = size.channels() << stack;
      blocks.addAll(Collections.nCopies(size.depth(), new NetworkPlan.Vertices(channels)));
    }
    blocks.add(new NetworkPlan.Head(false));
    return new NetworkPlan(size, blocks);
  }

  /**
   * 128 channels, 3 cells a stack, 108 epochs, batches of 256, weight decay 1e-4, cosine decay, as
   * published; but plain momentum from 0.1, where the authors took RMSProp from 0.2.
   */
  @Override
  public TrainingRecipe training() {
    return new TrainingRecipe(
        ID,
        Map.of(Depth.CELLS_PER_STAGE, 3, Depth.CELLS, 9),
        false,
        TrainingConfig.newBuilder()
            .setNetwork(NetworkConfig.newBuilder().setChannels(128))
            .setWeightOptimizer(
                WeightOptimizerConfig.newBuilder()
                    .setLearningRate(0.1)
                    .setMomentum(0.9)
                    .setWeightDecay(1e-4))
            .setEpochs(108)
            .setBatchSize(256)
            .build());
  }

  private static boolean isValid(MatrixGraph graph) {
    return graph.used() != 0 && graph.usedArcs() <= MOST_ARCS;
  }

  private static Architecture of(MatrixGraph graph) {
    return of(graph.message());
  }

  private static Architecture of(MatrixCell cell) {
    return Architecture.newBuilder().setSpace(ID).setMatrixCell(cell).build();
  }

  private MatrixGraph graph(Architecture architecture) {
    requireForm(architecture, Architecture.FormCase.MATRIX_CELL, "a NAS-Bench-101 cell");
    MatrixCell cell = architecture.getMatrixCell();
    requireVertices(cell.getOperationsList());
    requireArcs(cell);
    MatrixGraph graph = MatrixGraph.of(cell);
    if (graph.used() == 0) {
      throw new DataException("the NAS-Bench-101 cell has no path from input to output");
    }
    if (graph.usedArcs() > MOST_ARCS) {
      throw new DataException(
          "the NAS-Bench-101 cell has %d arcs on paths from input to output: at most %d"
              .formatted(graph.usedArcs(), MOST_ARCS));
    }
    return graph;
  }

  private static void requireVertices(List<String> operations) {
    int last = operations.size() - 1;
    if (last < 1 || last >= MOST_VERTICES) {
      throw new DataException(
          "a NAS-Bench-101 cell has 2 to " + MOST_VERTICES + " vertices, not " + (last + 1));
    }
    for (int v = 0; v <= last; v++) {
      List<String> known = v == 0 ? List.of(INPUT) : v == last ? List.of(OUTPUT) : OPERATIONS;
      if (!known.contains(operations.get(v))) {
        throw new DataException(
            "vertex %d of the NAS-Bench-101 cell is '%s', not %s"
                .formatted(v, Excerpt.of(operations.get(v)), String.join(" or ", known)));
      }
    }
  }

  private static void requireArcs(MatrixCell cell) {
    int[] seen = new int[cell.getOperationsCount()];
    for (Arc arc : cell.getArcsList()) {
      int source = arc.getSource();
      int target = arc.getTarget();
      if (source < 0 || source >= target || target >= seen.length) {
        throw new DataException(
            "the NAS-Bench-101 cell has an arc from vertex %s to vertex %s: arcs go to later vertices, 1 to %d"
                .formatted(
                    Integer.toUnsignedString(source),
                    Integer.toUnsignedString(target),
                    seen.length - 1));
      }
      if ((seen[source] >>> target & 1) != 0) {
        throw new DataException(
            "the NAS-Bench-101 cell has the arc from vertex %d to vertex %d twice"
                .formatted(source, target));
      }
      seen[source] |= 1 << target;
    }
  }
}

package org.lambdanas.graph.space;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.lambdanas.proto.v1.Architecture;

/**
 * NAS-Bench-NLP (Klyuchnikov et al., 2020): a recurrent cell is a graph of named nodes with one of
 * seven operations each. Nodes read the word {@code x}, old hidden states {@code h_prev_K} and
 * earlier nodes, none twice; {@code h_new_K} are the 1 to 3 new hidden states, of which {@code
 * h_new_0} is the output. Nodes and the inputs they read are at most 25 together, as in all 14 322
 * published cells. Linear layers read 1 to 3 inputs, sums and products 2 or 3, {@code blend} 3,
 * activations 1.
 */
public final class NasBenchNlpSpace implements SearchSpace {

  /** The one instance. */
  public static final NasBenchNlpSpace INSTANCE = new NasBenchNlpSpace();

  private static final String ID = "nasbench_nlp";

  private NasBenchNlpSpace() {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public void validate(Architecture architecture) {
    graph(architecture);
  }

  /**
   * Draws 1 to 3 hidden states and a number of nodes, both uniformly; each node an operation with
   * as many inputs as published cells give it, uniformly, each input with probability 1/2 among
   * those that nothing reads yet. The last node is the output, the other hidden states are any.
   * Nodes without effect are removed; cells that then lack a hidden state, x or h_prev_0 are drawn
   * anew. (How the published cells were drawn is not documented in full: this is not their
   * distribution.)
   */
  @Override
  public Architecture sample(RandomGenerator random) {
    return of(RecurrentDraws.sample(random));
  }

  /**
   * With probability 1/2 a neighbour; else a node is put between a node and one of its inputs, or a
   * node is taken out. Drawn anew until the cell computes something else.
   */
  @Override
  public Architecture mutate(Architecture architecture, RandomGenerator random) {
    RecurrentGraph parent = graph(architecture);
    RecurrentGraph same = RecurrentCanonical.of(parent);
    while (true) {
      Optional<RecurrentGraph> child = RecurrentDraws.changed(parent, random);
      if (child.isPresent() && !RecurrentCanonical.of(child.get()).equals(same)) {
        return of(child.get());
      }
    }
  }

  /**
   * Cells with the same nodes, of which one that has an effect on the output has another operation
   * for the same number of inputs, or one input from elsewhere. So being a neighbour is mutual.
   */
  @Override
  public List<Architecture> neighbours(Architecture architecture) {
    return RecurrentDraws.neighbours(graph(architecture)).stream()
        .map(NasBenchNlpSpace::of)
        .toList();
  }

  /**
   * Names of nodes do not matter, nor does the order of nodes or, but for {@code blend}, of inputs,
   * nor do nodes without effect on {@code h_new_0} at this or a later step, nor which of the other
   * hidden states has which number.
   */
  @Override
  public Architecture canonical(Architecture architecture) {
    return of(RecurrentCanonical.of(graph(architecture)));
  }

  @Override
  public String format(Architecture architecture) {
    return RecurrentText.format(graph(architecture));
  }

  @Override
  public SortedMap<String, String> texts(Architecture architecture) {
    return new TreeMap<>(Map.of("recepie", format(architecture)));
  }

  @Override
  public Architecture parse(String text) {
    Architecture parsed =
        Architecture.newBuilder().setSpace(ID).setRecurrentCell(RecurrentText.parse(text)).build();
    validate(parsed);
    return parsed;
  }

  @Override
  public Benchmark benchmark() {
    return new Benchmark(200, 1000, 0, 50);
  }

  private static Architecture of(RecurrentGraph graph) {
    return Architecture.newBuilder().setSpace(ID).setRecurrentCell(graph.message()).build();
  }

  private RecurrentGraph graph(Architecture architecture) {
    requireForm(architecture, Architecture.FormCase.RECURRENT_CELL, "a NAS-Bench-NLP cell");
    return RecurrentGraph.of(architecture.getRecurrentCell());
  }
}

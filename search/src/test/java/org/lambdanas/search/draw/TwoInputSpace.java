package org.lambdanas.search.draw;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellTopology;
import org.lambdanas.graph.space.CellTopology.Edge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EdgeChoice;
import org.lambdanas.proto.v1.Genotype;
import org.lambdanas.proto.v1.GenotypeCell;

/** As much of a space with two inputs and two kinds of cells as a drawing needs. */
final class TwoInputSpace implements CellSpace {

  private static final int NODES = 4;

  private static final List<Operation> OPERATIONS =
      List.of(
          Operation.MAX_POOL_3X3,
          Operation.SKIP_CONNECT,
          Operation.SEP_CONV_3X3,
          Operation.SEP_CONV_5X5,
          Operation.DIL_CONV_3X3,
          Operation.DIL_CONV_5X5);

  private static CellType type(String name, boolean reduction) {
    List<Edge> edges = new ArrayList<>();
    for (int target = 2; target < 2 + NODES; target++) {
      for (int source = 0; source < target; source++) {
        edges.add(new Edge(source, target));
      }
    }
    return new CellType(
        name,
        new CellTopology(2, NODES, edges, CellTopology.Output.CONCATENATION),
        Collections.nCopies(edges.size(), OPERATIONS),
        reduction);
  }

  @Override
  public List<CellType> cellTypes() {
    return List.of(type("normal", false), type("reduce", true));
  }

  @Override
  public List<ChosenEdge> chosenEdges(Architecture architecture, CellType type) {
    Genotype genotype = architecture.getGenotype();
    GenotypeCell cell = type.reduction() ? genotype.getReduce() : genotype.getNormal();
    List<ChosenEdge> chosen = new ArrayList<>();
    for (int c = 0; c < cell.getChoicesCount(); c++) {
      EdgeChoice choice = cell.getChoices(c);
      int edge = type.topology().edges().indexOf(new Edge(choice.getInput(), 2 + c / 2));
      chosen.add(new ChosenEdge(edge, Operation.byId(choice.getOperation()).orElseThrow()));
    }
    return chosen;
  }

  @Override
  public Architecture sample(RandomGenerator random) {
    Genotype.Builder genotype = Genotype.newBuilder();
    sample(genotype.getNormalBuilder(), random);
    sample(genotype.getReduceBuilder(), random);
    return Architecture.newBuilder().setGenotype(genotype).build();
  }

  private static void sample(GenotypeCell.Builder cell, RandomGenerator random) {
    for (int node = 0; node < NODES; node++) {
      int first = random.nextInt(node + 1);
      int second = first + 1 + random.nextInt(node + 1 - first);
      for (int input : new int[] {first, second}) {
        String operation = OPERATIONS.get(random.nextInt(OPERATIONS.size())).id();
        cell.addChoices(EdgeChoice.newBuilder().setInput(input).setOperation(operation));
      }
    }
  }

  /** Reads {@code "sep_conv_3x3:0 skip_connect:1 ..."}, two choices for each node. */
  static GenotypeCell cell(String text) {
    GenotypeCell.Builder cell = GenotypeCell.newBuilder();
    for (String choice : text.split(" ")) {
      String[] parts = choice.split(":");
      cell.addChoices(
          EdgeChoice.newBuilder().setOperation(parts[0]).setInput(Integer.parseInt(parts[1])));
    }
    return cell.build();
  }

  @Override
  public String id() {
    return "two inputs";
  }

  @Override
  public Optional<CellSpace> relaxation() {
    return Optional.of(this);
  }

  @Override
  public Optional<Enumeration> enumeration() {
    return Optional.empty();
  }

  @Override
  public NetworkPlan plan(NetworkSize size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Architecture derive(Map<String, double[][]> mixing) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void validate(Architecture architecture) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Architecture mutate(Architecture architecture, RandomGenerator random) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Architecture> neighbours(Architecture architecture) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Architecture canonical(Architecture architecture) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String format(Architecture architecture) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SortedMap<String, String> texts(Architecture architecture) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Architecture parse(String text) {
    throw new UnsupportedOperationException();
  }
}

package org.lambdanas.predictors.encoding;

import java.util.List;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.proto.v1.EdgeChoice;
import org.lambdanas.proto.v1.Genotype;
import org.lambdanas.proto.v1.GenotypeCell;

/**
 * A genotype as numbers: the normal cell's edges, then those of the reduction cell.
 *
 * @param inputs the state that each edge comes from
 * @param operations the number of each edge's operation
 */
@SuppressWarnings("ArrayRecordComponent")
record DartsCells(int[] inputs, int[] operations) {

  static final int CELLS = 2;

  /** Input states of a cell. */
  static final int INPUTS = 2;

  static final int NODES = 4;

  /** Two for each node. */
  static final int EDGES = 2 * NODES;

  /** Cells that are to be filled in with {@link #set}. */
  static DartsCells empty() {
    return new DartsCells(new int[CELLS * EDGES], new int[CELLS * EDGES]);
  }

  /** Reads a valid genotype. */
  static DartsCells of(Genotype genotype, List<String> ids) {
    DartsCells cells = empty();
    for (int cell = 0; cell < CELLS; cell++) {
      GenotypeCell message = cell == 0 ? genotype.getNormal() : genotype.getReduce();
      for (int edge = 0; edge < EDGES; edge++) {
        EdgeChoice choice = message.getChoices(edge);
        cells.set(cell, edge, choice.getInput(), ids.indexOf(choice.getOperation()));
      }
    }
    return cells;
  }

  /** The state that an edge leads to. */
  static int target(int edge) {
    return INPUTS + edge / 2;
  }

  int input(int cell, int edge) {
    return inputs[cell * EDGES + edge];
  }

  int operation(int cell, int edge) {
    return operations[cell * EDGES + edge];
  }

  void set(int cell, int edge, int input, int operation) {
    inputs[cell * EDGES + edge] = input;
    operations[cell * EDGES + edge] = operation;
  }

  /** The same cells, with the lower input of each node first. */
  DartsCells sorted() {
    DartsCells sorted = new DartsCells(inputs.clone(), operations.clone());
    for (int i = 0; i < inputs.length; i += 2) {
      if (inputs[i] > inputs[i + 1]) {
        sorted.inputs[i] = inputs[i + 1];
        sorted.inputs[i + 1] = inputs[i];
        sorted.operations[i] = operations[i + 1];
        sorted.operations[i + 1] = operations[i];
      }
    }
    return sorted;
  }

  Genotype genotype(List<Operation> kinds) {
    return Genotype.newBuilder().setNormal(message(0, kinds)).setReduce(message(1, kinds)).build();
  }

  private GenotypeCell message(int cell, List<Operation> kinds) {
    GenotypeCell.Builder message = GenotypeCell.newBuilder();
    for (int edge = 0; edge < EDGES; edge++) {
      message.addChoices(
          EdgeChoice.newBuilder()
              .setOperation(kinds.get(operation(cell, edge)).id())
              .setInput(input(cell, edge)));
    }
    for (int state = INPUTS; state < INPUTS + NODES; state++) {
      message.addConcat(state);
    }
    return message.build();
  }
}

package org.lambdanas.graph.interchange;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Arc;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.GenotypeCell;
import org.lambdanas.proto.v1.MatrixCell;
import org.lambdanas.proto.v1.RecurrentCell;
import org.lambdanas.proto.v1.RecurrentNode;

/**
 * Rules of {@code architecture.proto}. The structure of each form holds in any space; a registered
 * space adds its own rules.
 */
final class ArchitectureChecks {

  /** Input states of a cell of the DARTS family. */
  private static final int CELL_INPUTS = 2;

  private static final int CHOICES_A_NODE = 2;

  private static final Pattern RECURRENT_INPUT = Pattern.compile("x|h_prev_[0-9]{1,4}");

  private static final Set<String> RECURRENT_OPERATIONS =
      Set.of(
          "linear",
          "blend",
          "elementwise_prod",
          "elementwise_sum",
          "activation_tanh",
          "activation_sigm",
          "activation_leaky_relu");

  private ArchitectureChecks() {}

  static void addTo(MessageChecks checks) {
    checks
        .on(Architecture.class, ArchitectureChecks::architecture)
        .on(MatrixCell.class, ArchitectureChecks::matrixCell)
        .on(GenotypeCell.class, ArchitectureChecks::genotypeCell)
        .on(RecurrentCell.class, ArchitectureChecks::recurrentCell);
  }

  private static void architecture(Architecture architecture, FieldPath path) {
    path.present("form", architecture.getFormCase() != Architecture.FormCase.FORM_NOT_SET);
    for (SearchSpace space : SearchSpaces.all()) {
      if (space.id().equals(architecture.getSpace())) {
        try {
          space.validate(architecture);
        } catch (DataException e) {
          throw new DataException(path + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private static void matrixCell(MatrixCell cell, FieldPath path) {
    int vertices = cell.getOperationsCount();
    if (vertices < 2) {
      throw path.field("operations").refuse("has " + vertices + " vertices, needs at least 2");
    }
    for (int v = 0; v < vertices; v++) {
      String operation = cell.getOperations(v);
      if (operation.equals("input") != (v == 0)
          || operation.equals("output") != (v == vertices - 1)) {
        throw path.element("operations", v)
            .refuse(
                "is '"
                    + Excerpt.of(operation)
                    + "': the first vertex, and only it, is 'input', the last 'output'");
      }
    }
    Set<Arc> seen = new HashSet<>();
    for (int i = 0; i < cell.getArcsCount(); i++) {
      Arc arc = cell.getArcs(i);
      if (arc.getSource() >= arc.getTarget() || arc.getTarget() >= vertices || !seen.add(arc)) {
        throw path.element("arcs", i)
            .refuse(
                "goes from %s to %s: each arc once, source before target, below %s"
                    .formatted(arc.getSource(), arc.getTarget(), vertices));
      }
    }
  }

  private static void genotypeCell(GenotypeCell cell, FieldPath path) {
    int choices = cell.getChoicesCount();
    if (choices == 0 || choices % CHOICES_A_NODE != 0) {
      throw path.field("choices").refuse("has " + choices + " entries, needs two for each node");
    }
    for (int i = 0; i < choices; i++) {
      FieldPath choice = path.element("choices", i);
      int node = CELL_INPUTS + i / CHOICES_A_NODE;
      int input = cell.getChoices(i).getInput();
      if (input >= node) {
        throw choice.field("input").refuse("is " + input + ", must be a state before " + node);
      }
    }
    int states = CELL_INPUTS + choices / CHOICES_A_NODE;
    int previous = CELL_INPUTS - 1;
    for (int i = 0; i < cell.getConcatCount(); i++) {
      int state = cell.getConcat(i);
      if (state <= previous || state >= states) {
        throw path.element("concat", i)
            .refuse("is " + state + ": states are ascending, 2 to " + (states - 1));
      }
      previous = state;
    }
  }

  private static void recurrentCell(RecurrentCell cell, FieldPath path) {
    Set<String> earlier = new HashSet<>();
    for (int n = 0; n < cell.getNodesCount(); n++) {
      RecurrentNode node = cell.getNodes(n);
      FieldPath where = path.element("nodes", n);
      if (!RECURRENT_OPERATIONS.contains(node.getOperation())) {
        throw where
            .field("operation")
            .refuse(
                "is '"
                    + Excerpt.of(node.getOperation())
                    + "', must be one of "
                    + String.join(", ", RECURRENT_OPERATIONS.stream().sorted().toList()));
      }
      for (int i = 0; i < node.getInputsCount(); i++) {
        String input = node.getInputs(i);
        if (!earlier.contains(input) && !RECURRENT_INPUT.matcher(input).matches()) {
          throw where
              .element("inputs", i)
              .refuse("is '" + Excerpt.of(input) + "': neither x, h_prev_K nor an earlier node");
        }
      }
      if (RECURRENT_INPUT.matcher(node.getName()).matches() || !earlier.add(node.getName())) {
        throw where.field("name").refuse("'" + Excerpt.of(node.getName()) + "' is taken already");
      }
    }
  }
}

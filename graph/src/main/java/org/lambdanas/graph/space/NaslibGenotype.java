package org.lambdanas.graph.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.EdgeChoice;
import org.lambdanas.proto.v1.Genotype;
import org.lambdanas.proto.v1.GenotypeCell;

/**
 * Genotypes as NASLib and NAS-Bench-301 write them: {@code (((0, 3), (1, 5), ...), (...))}, for the
 * normal and the reduction cell eight pairs of an input state and the number of an operation.
 */
final class NaslibGenotype {

  private static final String PAIR = "\\(\\s{0,9}\\d\\s{0,9},\\s{0,9}\\d\\s{0,9}\\)";
  private static final String CELL =
      "\\(\\s{0,9}(" + PAIR + "(?:\\s{0,9},\\s{0,9}" + PAIR + "){7})\\s{0,9},?\\s{0,9}\\)";
  private static final Pattern TUPLE =
      Pattern.compile("\\(\\s{0,9}" + CELL + "\\s{0,9},\\s{0,9}" + CELL + "\\s{0,9},?\\s{0,9}\\)");
  private static final Pattern NUMBERS = Pattern.compile("(\\d)\\D+(\\d)");

  private static final int LONGEST = 2000;
  private static final int FIRST_NODE = 2;

  private NaslibGenotype() {}

  /** Reads the text; empty if it is not of this form. Lists in place of tuples are read too. */
  static Optional<Genotype> parse(String text, List<Operation> operations) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher matcher = TUPLE.matcher(text.strip().replace('[', '(').replace(']', ')'));
    return matcher.matches()
        ? Optional.of(
            Genotype.newBuilder()
                .setNormal(cell(matcher.group(1), operations))
                .setReduce(cell(matcher.group(2), operations))
                .build())
        : Optional.empty();
  }

  private static GenotypeCell cell(String pairs, List<Operation> operations) {
    GenotypeCell.Builder cell = GenotypeCell.newBuilder();
    Matcher numbers = NUMBERS.matcher(pairs);
    while (numbers.find()) {
      int operation = Integer.parseInt(numbers.group(2));
      if (operation >= operations.size()) {
        throw new DataException(
            "the genotype has the operation %d: they are 0 to %d"
                .formatted(operation, operations.size() - 1));
      }
      cell.addChoices(
          EdgeChoice.newBuilder()
              .setInput(Integer.parseInt(numbers.group(1)))
              .setOperation(operations.get(operation).id()));
    }
    for (int node = 0; node < cell.getChoicesCount() / 2; node++) {
      cell.addConcat(FIRST_NODE + node);
    }
    return cell.build();
  }

  static String format(Genotype genotype, List<Operation> operations) {
    return List.of(genotype.getNormal(), genotype.getReduce()).stream()
        .map(cell -> format(cell, operations))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String format(GenotypeCell cell, List<Operation> operations) {
    List<String> pairs = new ArrayList<>();
    for (EdgeChoice choice : cell.getChoicesList()) {
      int operation = Operation.byId(choice.getOperation()).map(operations::indexOf).orElse(-1);
      pairs.add("(" + choice.getInput() + ", " + operation + ")");
    }
    return pairs.stream().collect(Collectors.joining(", ", "(", ")"));
  }
}

package org.lambdanas.graph.space;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.EdgeChoice;
import org.lambdanas.proto.v1.Genotype;
import org.lambdanas.proto.v1.GenotypeCell;

/**
 * Genotypes as the field's repositories print them: {@code Genotype(normal=[('sep_conv_3x3', 0),
 * ...], normal_concat=range(2, 6), reduce=[...], reduce_concat=range(2, 6))}. Read are also lists
 * for the ranges, other quotes and spaces, a list for each node, what programs and logs have around
 * them, and the short form {@code op:input op:input ..., ...} of both cells.
 */
final class GenotypeText {

  private static final String PAIR = "\\(\\s*(['\"])([a-z0-9_]{1,40})\\1\\s*,\\s*(\\d{1,3})\\s*\\)";
  private static final Pattern PAIRS = Pattern.compile(PAIR);

  private static final String LIST = "\\[\\s*((?:\\([^()\\[\\]]{1,60}\\)\\s*,?\\s*){1,40})\\]";
  private static final String CONCAT =
      "(?:(?:list\\s*\\()?\\s*range\\s*\\(\\s*(\\d{1,3})\\s*,\\s*(\\d{1,3})\\s*\\)\\s*\\)?"
          + "|\\[((?:\\s*\\d{1,3}\\s*,?){1,40})\\s*\\])";

  private static final Pattern GENOTYPE =
      Pattern.compile(
          "Genotype\\s*\\(\\s*normal\\s*=\\s*"
              + LIST
              + "\\s*,\\s*normal_concat\\s*=\\s*"
              + CONCAT
              + "\\s*,\\s*reduce\\s*=\\s*"
              + LIST
              + "\\s*,\\s*reduce_concat\\s*=\\s*"
              + CONCAT
              + "\\s*,?\\s*\\)");

  private static final Pattern SHORT_CELL =
      Pattern.compile("[a-z0-9_]{1,40}:\\d{1,3}(?:\\s{1,9}[a-z0-9_]{1,40}:\\d{1,3}){0,39}");

  private static final Pattern NODES = Pattern.compile("\\[\\s*\\[\\s*\\(");
  private static final Pattern NODE = Pattern.compile("\\)\\s*\\](\\s*,)\\s*\\[\\s*\\(");

  private static final int LONGEST = 10_000;

  private GenotypeText() {}

  static String format(Genotype genotype) {
    return "Genotype(normal=%s, normal_concat=%s, reduce=%s, reduce_concat=%s)"
        .formatted(
            pairs(genotype.getNormal()),
            concat(genotype.getNormal()),
            pairs(genotype.getReduce()),
            concat(genotype.getReduce()));
  }

  private static String pairs(GenotypeCell cell) {
    return cell.getChoicesList().stream()
        .map(choice -> "('" + choice.getOperation() + "', " + choice.getInput() + ")")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String concat(GenotypeCell cell) {
    List<Integer> states = cell.getConcatList();
    int first = states.get(0);
    int end = first + states.size();
    return states.equals(IntStream.range(first, end).boxed().toList())
        ? "range(" + first + ", " + end + ")"
        : states.toString();
  }

  /** Reads a genotype; DataException if the text is of neither form. */
  static Genotype parse(String text) {
    String plain = PublishedText.withoutComments(text);
    Optional<String> call = PublishedText.call(plain, "Genotype");
    String trimmed = call.orElse(plain).strip();
    if (trimmed.length() <= LONGEST) {
      Matcher matcher = GENOTYPE.matcher(nodesJoined(trimmed));
      if (matcher.matches()) {
        return Genotype.newBuilder()
            .setNormal(cell(text, matcher, 1))
            .setReduce(cell(text, matcher, 5))
            .build();
      }
      String[] cells = trimmed.split("\\s*,\\s*", -1);
      if (cells.length == 2
          && SHORT_CELL.matcher(cells[0]).matches()
          && SHORT_CELL.matcher(cells[1]).matches()) {
        return Genotype.newBuilder()
            .setNormal(shortCell(cells[0]))
            .setReduce(shortCell(cells[1]))
            .build();
      }
    }
    throw malformed(text);
  }

  /** Some print the two pairs of each node as a list of their own. */
  private static String nodesJoined(String text) {
    return NODE.matcher(NODES.matcher(text).replaceAll("[("))
        .replaceAll(")$1 (")
        .replaceAll("\\)\\s*\\]\\s*,?\\s*\\]", ")]");
  }

  private static GenotypeCell cell(String text, Matcher matcher, int group) {
    GenotypeCell.Builder cell = GenotypeCell.newBuilder();
    String list = matcher.group(group);
    Matcher pair = PAIRS.matcher(list);
    int end = 0;
    while (pair.find()) {
      if (!list.substring(end, pair.start()).strip().equals(end == 0 ? "" : ",")) {
        throw malformed(text);
      }
      cell.addChoices(choice(pair.group(2), pair.group(3)));
      end = pair.end();
    }
    String rest = list.substring(end).strip();
    if (!rest.isEmpty() && !rest.equals(",")) {
      throw malformed(text);
    }
    if (matcher.group(group + 1) != null) {
      IntStream.range(
              Integer.parseInt(matcher.group(group + 1)),
              Integer.parseInt(matcher.group(group + 2)))
          .forEach(cell::addConcat);
    } else {
      Pattern.compile("\\D+")
          .splitAsStream(matcher.group(group + 3).strip())
          .filter(state -> !state.isEmpty())
          .forEach(state -> cell.addConcat(Integer.parseInt(state)));
    }
    return cell.build();
  }

  private static GenotypeCell shortCell(String text) {
    GenotypeCell.Builder cell = GenotypeCell.newBuilder();
    for (String word : text.split("\\s+", -1)) {
      int colon = word.indexOf(':');
      cell.addChoices(choice(word.substring(0, colon), word.substring(colon + 1)));
    }
    int states = 2 + cell.getChoicesCount() / 2;
    IntStream.range(2, states).forEach(cell::addConcat);
    return cell.build();
  }

  private static EdgeChoice choice(String operation, String input) {
    return EdgeChoice.newBuilder()
        .setOperation(operation)
        .setInput(Integer.parseInt(input))
        .build();
  }

  private static DataException malformed(String text) {
    return new DataException(
        ("not a genotype: '%s'; expected Genotype(normal=[('op', input), ...], "
                + "normal_concat=range(2, 6), reduce=[...], reduce_concat=range(2, 6))")
            .formatted(Excerpt.of(text)));
  }
}

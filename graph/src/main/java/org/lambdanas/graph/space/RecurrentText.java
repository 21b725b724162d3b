package org.lambdanas.graph.space;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.RecurrentCell;
import org.lambdanas.proto.v1.RecurrentNode;

/**
 * Recurrent cells as the {@code recepie} of NAS-Bench-NLP: a JSON object with an entry for each
 * node, {@code "f": {"op": "linear", "input": ["x", "h_prev_0"]}}. In the published files nodes may
 * come before nodes that they read; they are sorted, otherwise keeping their order.
 */
final class RecurrentText {

  private static final int LONGEST = 20_000;
  private static final int MOST_ENTRIES = 100;

  private RecurrentText() {}

  static String format(RecurrentGraph graph) {
    return graph.nodes().stream()
        .map(
            node ->
                "\"%s\": {\"op\": \"%s\", \"input\": [\"%s\"]}"
                    .formatted(
                        node.name(), node.operation().id(), String.join("\", \"", node.inputs())))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** Reads a cell; it has yet to be validated. */
  static RecurrentCell parse(String text) {
    String trimmed = text.strip();
    if (trimmed.length() > LONGEST || !trimmed.startsWith("{")) {
      throw malformed(text);
    }
    Map<String, RecurrentNode> nodes = new LinkedHashMap<>();
    try (JsonReader json = new JsonReader(new StringReader(trimmed))) {
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        if (nodes.put(name, node(name, json)) != null) {
          throw new DataException("the name '" + Excerpt.of(name) + "' is there twice");
        }
        if (nodes.size() > MOST_ENTRIES) {
          throw new DataException("the recurrent cell has more than " + MOST_ENTRIES + " nodes");
        }
      }
      json.endObject();
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw malformed(text);
      }
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new DataException(malformedMessage(text), e);
    }
    return sorted(nodes);
  }

  private static RecurrentNode node(String name, JsonReader json) throws IOException {
    RecurrentNode.Builder node = RecurrentNode.newBuilder().setName(name);
    boolean inputs = false;
    json.beginObject();
    while (json.hasNext()) {
      String field = json.nextName();
      if (field.equals("op") && node.getOperation().isEmpty()) {
        node.setOperation(json.nextString());
      } else if (field.equals("input") && !inputs) {
        inputs = true;
        json.beginArray();
        while (json.hasNext()) {
          node.addInputs(json.nextString());
        }
        json.endArray();
      } else {
        throw new DataException(
            "node %s has '%s': it has \"op\" and \"input\", once each"
                .formatted(Excerpt.of(name), Excerpt.of(field)));
      }
    }
    json.endObject();
    return node.build();
  }

  /** Again and again the first node whose inputs are all there, or are no nodes. */
  private static RecurrentCell sorted(Map<String, RecurrentNode> nodes) {
    RecurrentCell.Builder cell = RecurrentCell.newBuilder();
    Set<String> left = new HashSet<>(nodes.keySet());
    while (!left.isEmpty()) {
      RecurrentNode next =
          nodes.values().stream()
              .filter(node -> left.contains(node.getName()))
              .filter(node -> node.getInputsList().stream().noneMatch(left::contains))
              .findFirst()
              .orElseThrow(
                  () ->
                      new DataException(
                          "the recurrent cell has a loop through node '"
                              + Excerpt.of(left.stream().sorted().findFirst().orElseThrow())
                              + "' within one step"));
      cell.addNodes(next);
      left.remove(next.getName());
    }
    return cell.build();
  }

  private static DataException malformed(String text) {
    return new DataException(malformedMessage(text));
  }

  private static String malformedMessage(String text) {
    return "not a recurrent cell: '"
        + Excerpt.of(text)
        + "'; expected JSON such as {\"h_new_0\": {\"op\": \"linear\", \"input\": [\"x\","
        + " \"h_prev_0\"]}}";
  }
}

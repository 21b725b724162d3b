package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.encoding.Encodings;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.EncodingList;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Observations;

class EncodeVerbTest {

  @TempDir private Path folder;

  private static Invocation encode(String... args) {
    List<String> all = new ArrayList<>(List.of("predictors", "encode"));
    all.addAll(List.of(args));
    return Invocation.of(all.toArray(String[]::new));
  }

  private static List<Architecture> members(String space, int count) {
    SearchSpace members = SearchSpaces.byId(space);
    List<Architecture> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(members.sample(new Seed(5).child(i).random()));
    }
    return all;
  }

  /** A file with one architecture a line. */
  private String lines(List<Architecture> architectures) throws IOException {
    Path file = folder.resolve("cells.txt");
    Files.write(file, architectures.stream().map(a -> SearchSpaces.of(a).format(a)).toList());
    return file.toString();
  }

  private static List<Encoding> expected(List<Architecture> architectures, String id) {
    return architectures.stream().map(a -> Encodings.of(a.getSpace(), id).encode(a)).toList();
  }

  private static List<Encoding> printed(Invocation invocation) {
    assertThat(invocation.code()).as(invocation.err()).isZero();
    return invocation
        .out()
        .lines()
        .map(
            line ->
                Messages.parse(
                    line.getBytes(UTF_8),
                    MessageFormat.JSON,
                    Encoding.getDefaultInstance(),
                    "line"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nasbench101", "nasbench201", "darts", "nasbench_nlp"})
  void linesBecomeJsonLines(String space) throws IOException {
    List<Architecture> cells = members(space, 30);
    Invocation run = encode(lines(cells), "--space", space, "--encoding", "adjacency_one_hot");
    assertThat(printed(run)).isEqualTo(expected(cells, "adjacency_one_hot"));
    assertThat(run.errors()).containsExactly("30 architectures encoded");
  }

  @Test
  void standardInputIsReadWithoutAFile() {
    List<Architecture> cells = members("nasbench201", 3);
    StringBuilder text = new StringBuilder();
    cells.forEach(cell -> text.append(SearchSpaces.of(cell).format(cell)).append("\n\n"));
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(text.toString().getBytes(UTF_8)));
    try {
      assertThat(printed(encode("--space", "nasbench201", "--encoding", "gcn", "--quiet")))
          .isEqualTo(expected(cells, "gcn"));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void messagesSayTheirSpace() {
    Architecture cell = members("darts", 1).get(0);
    String one = folder.resolve("one.txtpb").toString();
    Messages.write(Path.of(one), cell);
    assertThat(printed(encode(one, "--encoding", "path")))
        .isEqualTo(expected(List.of(cell), "path"));
    List<Architecture> cells = members("nasbench201", 40);
    Observations.Builder observations = Observations.newBuilder();
    cells.forEach(a -> observations.addObservations(Observation.newBuilder().setArchitecture(a)));
    for (String ending : List.of(".binpb", ".txtpb", ".json", ".binpb.gz")) {
      Path file = folder.resolve("many" + ending);
      Messages.write(file, observations.build());
      assertThat(printed(encode(file.toString(), "--encoding", "path+adjacency_one_hot")))
          .isEqualTo(expected(cells, "path+adjacency_one_hot"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".binpb", ".txtpb", ".json", ".jsonl", ".json.gz", ".jsonl.gz"})
  void filesAreDecodedToWhatTheyWereEncodedFrom(String ending) throws IOException {
    List<Architecture> cells = members("nasbench201", 50);
    String cellsFile = lines(cells);
    Path file = folder.resolve("encodings" + ending);
    Invocation encoding =
        encode(
            cellsFile,
            "--space",
            "nasbench201",
            "--encoding",
            "sequence",
            "--output",
            file.toString(),
            "--json");
    JsonObject json = JsonParser.parseString(encoding.out()).getAsJsonObject();
    assertThat(json.get("architectures").getAsLong()).isEqualTo(50);
    if (MessageFormat.of(file).isPresent()) {
      assertThat(Messages.read(file, EncodingList.getDefaultInstance()).getEncodingsList())
          .isEqualTo(expected(cells, "sequence"));
    }
    Invocation decoding = encode(file.toString(), "--decode");
    assertThat(decoding.code()).as(decoding.err()).isZero();
    assertThat(decoding.out()).isEqualTo(Files.readString(Path.of(cellsFile)));
    Path back = folder.resolve("back.txt");
    assertThat(encode(file.toString(), "--decode", "--output", back.toString()).code()).isZero();
    assertThat(Files.readString(back)).isEqualTo(Files.readString(Path.of(cellsFile)));
  }

  @Test
  void listShowsNamesAndSizes() {
    Invocation list = encode("--list", "--space", "nasbench201", "--json");
    JsonObject json = JsonParser.parseString(list.out()).getAsJsonObject();
    assertThat(json.getAsJsonArray("encodings")).hasSize(7);
    assertThat(list.out())
        .contains(
            "{\"space\":\"nasbench201\",\"encoding\":\"path\","
                + "\"shape\":\"vector of 155 features\",\"decodable\":true}");
    assertThat(encode("--list").out().lines().count()).isEqualTo(Encodings.all().size() + 1L);
  }

  @Test
  void badDataIsNamedWithItsPlaceAndNothingIsOverwritten() throws IOException {
    Path cells = folder.resolve("cells.txt");
    Files.writeString(cells, "(0, 1, 2, 3, 4, 0)\n(0, 1, 2, 3, 4, 5)\n");
    Path output = folder.resolve("out.jsonl");
    Files.writeString(output, "old");
    Invocation run =
        encode(
            cells.toString(),
            "--space",
            "nasbench201",
            "--encoding",
            "path",
            "--output",
            output.toString());
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors())
        .singleElement()
        .asString()
        .contains("cells.txt:2: not a NAS-Bench-201");
    assertThat(output).hasContent("old");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("cells.txt", "out.jsonl");
  }

  @Test
  void encodingsOfNothingAreRefusedWithTheirPlace() throws IOException {
    String cells = lines(members("nasbench201", 2));
    Path file = folder.resolve("encodings.jsonl");
    encode(cells, "--space", "nasbench201", "--encoding", "sequence", "--output", file.toString());
    Invocation other = encode(file.toString(), "--decode", "--encoding", "gcn");
    assertThat(other.code()).isEqualTo(3);
    assertThat(other.errors())
        .singleElement()
        .asString()
        .contains("encodings.jsonl:1: an encoding 'sequence' of space nasbench201 was given");
    String text = Files.readString(file);
    int second = text.indexOf('\n') + 1;
    Files.writeString(
        file, text.substring(0, second) + text.substring(second).replaceFirst("\\[\\d", "[5"));
    Invocation broken = encode(file.toString(), "--decode");
    assertThat(broken.code()).isEqualTo(3);
    assertThat(broken.errors())
        .singleElement()
        .asString()
        .contains("encodings.jsonl:2: this encoding 'sequence' is of no architecture");
    Files.writeString(file, "{\"space\":\"nowhere\",\"encoding\":\"x\",\"vector\":{\"length\":1}}");
    assertThat(encode(file.toString(), "--decode").code()).isEqualTo(3);
    Files.writeString(
        file,
        "{\"space\":\"nowhere\",\"encoding\":\"x\",\"vector\":{\"length\":1,\"values\":[1]}}");
    Invocation unknown = encode(file.toString(), "--decode");
    assertThat(unknown.code()).isEqualTo(3);
    assertThat(unknown.errors())
        .singleElement()
        .asString()
        .contains("of space 'nowhere' is not known");
  }

  @Test
  void optionsThatCannotBeUsedAreRefused() throws IOException {
    String cells = lines(members("darts", 1));
    assertUsage("which encoding", cells, "--space", "darts");
    assertUsage(
        "--json prints one object", cells, "--space", "darts", "--encoding", "path", "--json");
    assertUsage("of which search space", cells, "--encoding", "path");
    assertUsage("has no encoding 'nothing'", cells, "--space", "darts", "--encoding", "nothing");
    assertUsage(
        "space nasbench_nlp has no encoding 'path'",
        cells,
        "--space",
        "nasbench_nlp",
        "--encoding",
        "path");
    assertUsage(
        "cannot tell the form",
        cells,
        "--space",
        "darts",
        "--encoding",
        "path",
        "--output",
        "x.txt");
    Path file = folder.resolve("paths.jsonl");
    assertThat(
            encode(cells, "--space", "darts", "--encoding", "path", "--output", file.toString())
                .code())
        .isZero();
    assertUsage("cannot be decoded", file.toString(), "--decode");
    assertUsage("one a line", file.toString(), "--decode", "--output", "x.binpb");
  }

  private static void assertUsage(String message, String... args) {
    Invocation run = encode(args);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors()).singleElement().asString().contains(message);
    assertThat(run.out()).isEmpty();
  }
}

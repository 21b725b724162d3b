package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.registry.Registry;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.encoding.Encodings;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.search.extension.ToySpace;

/**
 * A search space and a predictor of a user's own, each one class and one line in a file of
 * services, go everywhere.
 */
class ExtensionTest {

  private static final List<String> CELLS =
      SearchSpaces.byId("toy").enumeration().stream()
          .flatMap(
              all ->
                  LongStream.range(0, all.size())
                      .mapToObj(code -> SearchSpaces.byId("toy").format(all.at(code))))
          .toList();

  @TempDir private Path folder;

  private static String run(Object... arguments) {
    Invocation run =
        Invocation.of(List.of(arguments).stream().map(String::valueOf).toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    return run.out();
  }

  @Test
  void aSpaceIsDescribedSampledChangedAndEncoded() throws IOException {
    SearchSpace toy = SearchSpaces.byId("toy");
    SplittableRandom random = new SplittableRandom(1);
    Architecture drawn = toy.sample(random);
    Architecture changed = toy.mutate(drawn, random);
    assertThat(changed).isNotEqualTo(drawn).isIn(toy.neighbours(drawn));
    assertThat(SearchSpaces.of(changed)).isInstanceOf(ToySpace.class);
    assertThat(CELLS).hasSize(27);
    assertThat(run("describe", "--space", "toy"))
        .containsPattern("architectures +27\n")
        .containsPattern("searchable cells +4\n");
    assertThat(run("describe", "--space", "toy", "--architecture", toy.format(drawn)))
        .contains(toy.format(drawn), "of 27", "weights");
    assertThat(run("predictors", "encode", "--list", "--space", "toy"))
        .contains("adjacency_one_hot", "gcn", "bonas", "sequence");
    Path cells = Files.write(folder.resolve("cells.txt"), CELLS);
    for (String encoding : List.of("adjacency_one_hot", "gcn", "bonas", "sequence")) {
      assertThat(run("predictors", "encode", "--space", "toy", "--encoding", encoding, cells))
          .hasLineCount(27);
      assertThat(
              CELLS.stream().map(cell -> Encodings.of("toy", encoding).features(toy.parse(cell))))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void aSpaceIsSearchedTrainedAndExported() {
    Path search = folder.resolve("search");
    Path training = folder.resolve("training");
    String small = "--train-images=60";
    assertThat(run("search", "--space", "toy", small, "--batch-size=10", "--run-dir", search))
        .containsAnyOf(CELLS.toArray(String[]::new));
    assertThat(search.resolve("config.txtpb")).content().contains("cells: 2", "epochs: 3");
    run("train", "--from-run", search, small, "--epochs=1", "--run-dir", training);
    run("export", training, "--output", folder.resolve("models"));
    assertThat(run("inspect", folder.resolve("models"), "--data", "digits")).contains("toy");
    assertThat(run("report", search)).isNotEmpty();
    run(
        "compare",
        "--space",
        "toy",
        small,
        "--epochs=1",
        "--batch-size=30",
        "--seeds=1",
        "--run-dir",
        folder.resolve("comparison"));
  }

  @Test
  void predictorsLearnTheSpace() throws IOException {
    Path csv = folder.resolve("toy.csv");
    Files.writeString(
        csv,
        CELLS.stream()
            .map(cell -> cell + "," + 3 * cell.split("conv", -1).length)
            .collect(Collectors.joining("\n", "cell,score\n", "\n")));
    Path table = folder.resolve("toy.binpb");
    run(
        "table",
        "import",
        csv,
        "--space",
        "toy",
        "--architecture-column",
        "cell",
        "--metric",
        "score=score:percent",
        "--output",
        table);
    Path queries = folder.resolve("queries.txt");
    Files.write(queries, CELLS);
    for (String predictor : List.of("toy_effects", "rf", "bananas")) {
      Path model = folder.resolve(predictor + ".binpb");
      run(
          "predictors",
          "fit",
          "--table",
          table,
          "--metric",
          "score",
          "--sample",
          "20",
          "--predictor",
          predictor,
          "--output",
          model);
      assertThat(run("predictors", "query", model, queries)).hasLineCount(28);
    }
    assertThat(
            run(
                "predictors",
                "evaluate",
                "--table",
                table,
                "--metric",
                "score",
                "--predictors",
                "toy_effects,rf",
                "--train-sizes",
                "12",
                "--trials",
                "2",
                "--test-size",
                "6",
                "--distinct",
                "row",
                "--run-dir",
                folder.resolve("evaluation")))
        .containsPattern("toy_effects +0\\.[5-9]");
  }

  @Test
  void aPredictorIsListedFittedQueriedAndEvaluated() throws IOException {
    assertThat(run("predictors", "list")).contains("toy_effects");
    Path model = folder.resolve("model.binpb");
    run(
        "predictors",
        "fit",
        "--table",
        "nasbench201",
        "--metric",
        "cifar10_test_200ep_mean",
        "--predictor",
        "toy_effects",
        "--output",
        model);
    Path queries = folder.resolve("queries.txt");
    Files.writeString(queries, "(0, 1, 2, 3, 4, 0)\n");
    assertThat(run("predictors", "query", model, queries)).hasLineCount(2);
    assertThat(
            run(
                "predictors",
                "evaluate",
                "--predictors",
                "toy_effects",
                "--train-sizes",
                "60",
                "--trials",
                "2",
                "--test-size",
                "50",
                "--run-dir",
                folder.resolve("evaluation")))
        .containsPattern("toy_effects +0\\.[3-9]");
  }

  @Test
  void whatCannotBeRegisteredIsNamed() {
    Registry<SearchSpace> twice =
        new Registry<SearchSpace>("search space", SearchSpace::id, List.of(new ToySpace()))
            .with(SearchSpace.class, space -> space);
    assertThatThrownBy(twice::all)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the search space 'toy' of " + ToySpace.class.getName());
    assertThatThrownBy(() -> SearchSpaces.byId("tyo")).hasMessageContaining("toy");
  }
}

package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

class CompareVerbTest {

  @TempDir private Path folder;

  private Invocation compare(String methods, String... more) {
    List<String> arguments = new ArrayList<>(List.of("compare", "--methods", methods));
    arguments.addAll(
        List.of("--channels", "2", "--train-images", "40", "--batch-size", "10", "--epochs", "1"));
    arguments.addAll(List.of("--run-dir", folder.resolve("c").toString()));
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @Test
  void everyMethodRunsWithEverySeedOnce() {
    Invocation first = compare("lambda-darts,random,best-of-20", "--seeds", "4,2", "--json");
    assertThat(first.code()).as(first.err()).isZero();
    ComparisonResult printed = first.message(ComparisonResult.getDefaultInstance());
    RunFolder<ComparisonConfig, ComparisonResult> kept =
        RunFolder.open(folder.resolve("c"), RunKind.COMPARISON);
    ComparisonResult result = kept.result();
    // Two rules of derivation for each.
    assertThat(printed.getMethodsList()).hasSize(6);
    assertThat(printed.toBuilder().clearMethods().clearRunDir().build()).isEqualTo(result);
    assertThat(printed.getRunDir()).isEqualTo(kept.path().toString());
    assertThat(result.getRunsList())
        .extracting(ComparedRun::getMethod, ComparedRun::getSeed)
        .containsExactly(
            tuple("lambda-darts", 4L),
            tuple("lambda-darts", 2L),
            tuple("random", 4L),
            tuple("random", 2L),
            tuple("best-of-20", 4L),
            tuple("best-of-20", 2L));
    RunFolder<SearchConfig, SearchResult> searched =
        RunFolder.open(kept.path().resolve("lambda-darts-s4"), RunKind.SEARCH);
    assertThat(searched.config().getSeed()).isEqualTo(4);
    assertThat(result.getRuns(0).getCells(0).getArchitecture())
        .isEqualTo(searched.result().getArchitecture());
    for (int run = 2; run < 6; run++) {
      assertThat(result.getRuns(run).getCells(1).getArchitectureText()).doesNotContain("none");
    }

    try (FolderLock lock = FolderLock.take(kept.path())) {
      refused(Invocation.of("compare", "--resume", kept.path().toString()), "is in use");
    }
    Invocation again = Invocation.of("compare", "--resume", folder.resolve("c").toString());
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).contains("done before").doesNotContain("epoch ");
    // The provenance too: it is that of the beginning.
    assertThat(kept.result()).isEqualTo(result);
    assertThat(result.getProvenance().getArgumentsList())
        .contains("lambda-darts,random,best-of-20");
    assertThat(again.out()).contains("runs collapsed", "±");
    assertThat(compare("darts").code()).isEqualTo(2);
  }

  @Test
  void aComparisonIsResumedByItsOwnVerbOnly() {
    String run = folder.resolve("c").toString();
    Invocation random =
        Invocation.of("compare", "--methods", "random", "--seeds", "1", "--run-dir", run);
    assertThat(random.code()).as(random.err()).isZero();
    Invocation other = Invocation.of("search", "--resume", run);
    assertThat(other.code()).isEqualTo(3);
    assertThat(other.err()).contains("holds a comparison, not a search: use 'lnas compare'");
  }

  @Test
  void whatCannotBeCompared() {
    refused(compare("enas"), "unknown");
    refused(compare("darts", "--seed", "3"), "--seeds");
    refused(compare("darts", "--seeds", "x"), "x");
    refused(compare("random", "--space", "s1"), "published");
    refused(compare("random"), "--train-images has no effect with --methods random");
    refused(compare("darts,random", "--lambda", "1"), "no effect with --methods darts,random");
    refused(compare("darts-2nd", "--epsilon0", "1"), "leave it out, or use lambda-darts");
    refused(compare("darts,lambda-darts", "--lambda", "1"), "no effect with --epochs 1");
    refused(Invocation.of("compare", "--resume", folder.toString(), "--seeds", "1"), "leave out");
    Invocation absent = Invocation.of("compare", "--resume", folder.resolve("no").toString());
    assertThat(absent.code()).isEqualTo(3);
    assertThat(folder.resolve("c")).doesNotExist();
  }

  private static void refused(Invocation invocation, String words) {
    assertThat(invocation.code()).as(invocation.err()).isEqualTo(2);
    assertThat(invocation.err().lines().filter(line -> line.startsWith("lnas:")))
        .singleElement()
        .asString()
        .contains(words);
  }
}

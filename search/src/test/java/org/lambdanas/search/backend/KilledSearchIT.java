package org.lambdanas.search.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.proto.v1.GuidedResult;

/** A search that is killed goes on with another backend to the same end. */
class KilledSearchIT {

  @TempDir private Path folder;

  @Test
  void aKilledSearchEndsAsTheUndisturbedOneWithWhicheverBackend() throws Exception {
    List<String> table = List.of("--backend", "table", "--workers", "2");
    try (SearchProcess whole = new SearchProcess(folder.resolve("whole"), List.of(), search(50));
        SearchProcess killed = new SearchProcess(folder.resolve("killed"), List.of(), search(50))) {
      SplittableRandom random = new SplittableRandom(3);
      assertThat(killed.kill(8, random, 20, table)).isBetween(8, 49);
      assertThat(killed.kill(2, random, 20, List.of("--backend", "workers", "--workers", "2")))
          .isBetween(10, 49);
      GuidedResult end = killed.finish(List.of("--backend", "in-process", "--workers", "2"));
      assertThat(end.getQueriesCount()).isEqualTo(50);
      assertThat(end).isEqualTo(whole.finish(table));
    }
  }

  /** It takes a while to propose, so that there is something to kill. */
  static List<String> search(int queries) {
    return List.of(
        "--method",
        "guided",
        "--objective",
        "table:nasbench201#cifar10_valid_200ep_mean",
        "--queries",
        String.valueOf(queries),
        "--ahead",
        "2",
        "--seed",
        "4");
  }
}

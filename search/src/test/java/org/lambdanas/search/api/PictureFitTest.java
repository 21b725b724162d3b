package org.lambdanas.search.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.FitPlan;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

class PictureFitTest {

  private static final int SIDE = 16;

  @TempDir private Path folder;

  private static ImageSet images(int number) {
    SplittableRandom random = new SplittableRandom(number);
    byte[] pixels = new byte[number * SIDE * SIDE];
    random.nextBytes(pixels);
    int[] labels = new int[number];
    for (int i = 0; i < number; i++) {
      labels[i] = i % 2;
    }
    return ImageSet.of("noise", SIDE, SIDE, 1, List.of("odd", "even"), pixels, labels);
  }

  private static DataSet noise(int training, int test) {
    return DataSet.inMemory("noise", images(training), images(test), false);
  }

  @Test
  void imagesInMemoryAreEnoughForAPlan() {
    Path run = folder.resolve("run");
    assertThat(
            PictureFit.on(noise(40, 10))
                .limit("params=60k")
                .time(Duration.ofHours(1))
                .configure(
                    config -> config.clearMethods().addMethods("lambda-darts").addMethods("guided"))
                .folder(run)
                .stopWhen(() -> true)
                .run(folder.resolve("model")))
        .isEmpty();
    FitPlan plan = RunFolder.open(run, RunKind.FIT).config().getPlan();
    // Few pictures are taken in small steps.
    assertThat(plan.getTraining().getBatchSize()).isEqualTo(4);
    assertThat(plan.getSearch().getData().getImageSize()).isEqualTo(SIDE);
    assertThat(plan.getGuided().getQueries()).isBetween(60, 200);
    assertThat(folder.resolve("model")).doesNotExist();
  }

  @Test
  void tooFewImagesAreRefused() {
    assertThatThrownBy(() -> PictureFit.on(noise(12, 4)).run(folder.resolve("model")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("noise: the class odd has only 6 to learn from and 2 to judge by");
  }
}

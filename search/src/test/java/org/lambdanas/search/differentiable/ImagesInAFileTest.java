package org.lambdanas.search.differentiable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.data.PixelPlace;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.search.differentiable.TinySearch.Course;

/** A search of images that are too many for memory is the same one, to the bit. */
class ImagesInAFileTest {

  @TempDir private Path folder;

  @AfterEach
  void usualPlace() {
    System.clearProperty(PixelPlace.MEMORY);
    System.clearProperty(PixelPlace.FOLDER);
  }

  @Test
  void theSearchIsTheSameToTheBit() throws IOException {
    SearchConfig config =
        TinySearch.config(SearchMethod.SEARCH_METHOD_DARTS).setEpochs(1).setEvaluate(true).build();
    Course memory = TinySearch.run(config);
    byte[] fingerprint = SearchData.load(config).sha256();
    Path cache = folder.resolve("cache");
    System.setProperty(PixelPlace.MEMORY, "2k");
    System.setProperty(PixelPlace.FOLDER, cache.toString());
    Course file = TinySearch.run(config);
    assertThat(cache).isEmptyDirectory();
    assertThat(file.last().getTensorsList()).isEqualTo(memory.last().getTensorsList());
    assertThat(file.records()).isEqualTo(memory.records()).hasSize(1);
    assertThat(SearchData.load(config).sha256()).isEqualTo(fingerprint);
  }
}

package org.lambdanas.predictors.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.stream.MessageReader;
import org.lambdanas.predictors.stream.TableSample;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.Observation;

/** CSV files that nobody has described. */
class CsvTableTest {

  private static final String SKIP =
      "|skip_connect~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|skip_connect~1|skip_connect~2|";
  private static final String CONVOLVED =
      "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|";

  @TempDir private Path folder;

  private Path file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  @Test
  void architecturesAndNumbersAreFound() throws IOException {
    Path csv =
        file(
            "mine.csv",
            "id,remark,test acc (%),cell,params",
            "1,good," + "93.5," + CONVOLVED + ",0.5",
            "2,\"bad, but small\",," + SKIP + ",0.07");
    BenchmarkTableFile table = PublishedTables.open(csv.toString());
    assertThat(table.name()).isEqualTo("mine");
    assertThat(table.header().getSpace()).isEqualTo("nasbench201");
    assertThat(table.metrics())
        .extracting(MetricDescription::getName)
        .containsExactly("id", "test_acc____", "params");
    assertThat(table.value(0, "test_acc____")).isEqualTo(93.5f);
    assertThat(table.value(1, "test_acc____")).isNaN();
    List<Observation> drawn =
        TableSample.draw(table, "params", TableSample.usual(table, "params", 100), new Seed(0));
    assertThat(drawn).hasSize(2);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(csv);
    }
  }

  @Test
  void otherSpacesAreTold() throws IOException {
    String darts =
        "\"(((0, 0), (1, 5), (1, 1), (0, 1), (1, 3), (0, 3), (1, 3), (3, 2)), ((1, 0), (0, 2), (1,"
            + " 3), (0, 3), (3, 0), (0, 1), (2, 0), (3, 6)))\"";
    BenchmarkTableFile table = CsvTable.open(file("darts.CSV", "arch,val", darts + ",93.3"));
    assertThat(table.header().getSpace()).isEqualTo("darts");
    assertThat(table.value(0, "val")).isEqualTo(93.3f);
  }

  @Test
  void queriesMayRepeatAndHaveFeatures() throws IOException {
    Path csv = file("cells.csv", "synflow,arch", "3.5," + SKIP, "," + CONVOLVED, "3.5," + SKIP);
    try (MessageReader<Observation> reader =
        MessageReader.observations(csv, Optional.empty(), Optional.empty())) {
      List<Observation> read = reader.rest();
      assertThat(read).hasSize(3);
      assertThat(read.get(2)).isEqualTo(read.get(0));
      assertThat(read.get(0).getFeaturesList())
          .containsExactly(Feature.newBuilder().setName("synflow").setValue(3.5).build());
      assertThat(read.get(1).getFeaturesList()).isEmpty();
    }
  }

  @Test
  void whatCannotBeReadIsSaid() throws IOException {
    refused(file("empty.csv"), "is empty");
    refused(file("heading.csv", "arch,acc"), "a heading and no rows");
    refused(file("none.csv", "a,b", "1,2"), "no column of a, b has an architecture");
    refused(file("bad.csv", "arch,acc", SKIP + ",1", "rubbish,2"), "bad.csv:3: ");
    refused(file("twice.csv", "arch,acc", SKIP + ",1", SKIP + ",2"), "twice.csv:3: ", "row 0");
    refused(file("short.csv", "arch,acc", SKIP + ",1", CONVOLVED), "1 fields");
  }

  private static void refused(Path csv, String... words) {
    assertThatThrownBy(() -> CsvTable.open(csv))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(words);
  }
}

package org.lambdanas.search.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.StudyStatement;
import org.lambdanas.proto.v1.StudyTable;

class ShippedStudyTest {

  private static final PredictorStudyResult STUDY =
      PredictorStudyResult.newBuilder()
          .addTables(StudyTable.newBuilder().setTable("t").setSpace("nasbench201").setMetric("m"))
          .setSeconds(12.5)
          .build();

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadButForWhatIsWorkedOut() throws IOException {
    Path file = folder.resolve("study.binpb");
    ShippedStudy.write(
        file,
        STUDY.toBuilder()
            .addStatements(StudyStatement.newBuilder().setText("a statement"))
            .setRunDir("runs/one")
            .build());
    assertThat(ShippedStudy.read(new ByteArrayInputStream(Files.readAllBytes(file))))
        .isEqualTo(STUDY);
  }

  @Test
  void aDamagedStudyIsRefused() {
    byte[] whole = ShippedStudy.bytes(STUDY);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    assertThatThrownBy(() -> ShippedStudy.read(new ByteArrayInputStream(half)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("the study is damaged");
  }

  @Test
  void theStudyOfTheProgramHasAllSpacesAndTheSmallBenchmark() {
    PredictorStudyResult study = ShippedStudy.require();
    assertThat(study.getTablesList().stream().map(StudyTable::getSpace))
        .contains("nasbench201", "nasbench101", "darts", "nasbench_nlp");
    assertThat(study.getTablesList().stream().map(StudyTable::getTable))
        .contains("nasbench201-small");
    assertThat(study.getTablesList())
        .allSatisfy(table -> assertThat(table.getScoresCount()).isGreaterThan(50));
    assertThat(study.toString()).doesNotContain("/root", "/tmp");
  }
}

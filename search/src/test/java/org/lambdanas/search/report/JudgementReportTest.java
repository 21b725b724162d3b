package org.lambdanas.search.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.export.ClassMatch;
import org.lambdanas.proto.v1.ModelJudgement;
import org.lambdanas.search.draw.PngImage;
import org.lambdanas.search.judge.Answers;
import org.lambdanas.search.judge.Judgement;
import org.lambdanas.search.judge.JudgementMessages;
import org.lambdanas.search.judge.TestImage;
import org.lambdanas.search.judge.WrongImage;

class JudgementReportTest {

  private static final byte[] PIXELS = {0, 50, 100, (byte) 200};

  /** Three of two classes; a cat is taken for a dog. */
  private static ModelJudgement judgement() {
    Answers answers = new Answers(2);
    answers.add(new float[] {2, 0}, 0);
    answers.add(new float[] {0, 3}, 1);
    answers.add(new float[] {0, 1}, 0);
    return JudgementMessages.of(
            new Judgement(
                answers,
                ClassMatch.of(List.of("cat", "<dog>"), List.of("cat", "<dog>", "zebra")),
                4,
                List.of(new WrongImage(new TestImage("a/<b>.png", PIXELS, 0), 0, 1, 0.25, 0.75))),
            List.of("cat", "<dog>"))
        .setModel("model/1")
        .setData("folder")
        .setWholeFolder(true)
        .build();
  }

  @Test
  void itCarriesEveryNumber() {
    String html =
        PageRules.checked(JudgementReport.html(judgement(), List.of(PngImage.of(PIXELS, 2, 1))));
    List<List<List<String>>> tables = CarriedTables.of(html);
    assertThat(tables.get(0))
        .containsExactly(
            List.of("class", "taken_for", "pictures"),
            List.of("cat", "cat", "1"),
            List.of("cat", "<dog>", "1"),
            List.of("<dog>", "<dog>", "1"));
    assertThat(tables.get(1))
        .containsExactly(
            List.of("class", "pictures", "answered", "precision", "recall", "f1"),
            List.of("cat", "2", "1", "1.0", "0.5", "0.6666666666666666"),
            List.of("<dog>", "1", "2", "0.5", "1.0", "0.6666666666666666"));
    assertThat(tables.get(2)).hasSize(16);
    assertThat(tables.get(2).get(11)).containsSubsequence("1", "0.7310585786300049", "0.0");
    assertThat(html)
        .contains("66.67 %", "data:image/png;base64,", "taken for &lt;dog&gt; (0.750)")
        .contains("1 of 2 pictures of cat\nare taken for &lt;dog&gt;")
        .contains("4 pictures were left out", "zebra", "All pictures of the folder were judged")
        .doesNotContain("<dog>", "<b>.png");
  }

  @Test
  void nothingWrongShowsNoPictures() {
    ModelJudgement right = judgement().toBuilder().clearWorst().build();
    assertThat(JudgementReport.html(right, List.of())).doesNotContain("Most confidently wrong");
  }

  @Test
  void manyClassesLoseTheirNames() {
    Answers answers = new Answers(100);
    List<String> names = new ArrayList<>();
    for (int c = 0; c < 100; c++) {
      float[] row = new float[100];
      row[c] = 5;
      answers.add(row, c);
      names.add("class number " + c);
    }
    ModelJudgement judgement =
        JudgementMessages.of(
                new Judgement(answers, ClassMatch.of(names, names), 0, List.of()), names)
            .build();
    String svg = new ConfusionMap("m", judgement.getClassesList()).svg();
    assertThat(svg.split("<title>1 of 1 pictures", -1)).hasSize(101);
    assertThat(svg.split("<text", -1)).as("the ends of two scales").hasSize(5);
  }
}

package org.lambdanas.search.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lambdanas.search.run.EpochListener;

class FirstStepsTest {

  @Test
  void aRunSaysOnceHowLongItWillTakeAndHandsEverythingOn() {
    List<String> heard = new ArrayList<>();
    EpochListener<String> next =
        new EpochListener<>() {
          @Override
          public void step(int epoch, int step, int steps, Optional<Double> loss) {
            heard.add(epoch + "." + step);
          }

          @Override
          public void epoch(String record, int epochs) {
            heard.add(record + "/" + epochs);
          }
        };
    StringWriter text = new StringWriter();
    FirstSteps<String> first = new FirstSteps<>(new PrintWriter(text, true), 3, next);
    first.begins(1, 5);
    for (int step = 6; step <= 30; step++) {
      first.step(1, step, 30, Optional.empty());
    }
    first.epoch("one", 3);
    first.ends();
    // From the thirteenth step of this process on: 12 of the second epoch, and the third.
    assertThat(text.toString().lines())
        .singleElement()
        .asString()
        .startsWith("42 steps to go, about ");
    assertThat(heard).hasSize(26).startsWith("1.6").endsWith("one/3");
  }
}

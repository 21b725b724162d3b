package org.lambdanas.search.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.lambdanas.search.run.Rehearsal.Repeated;

class RehearsalTest {

  private final AtomicInteger done = new AtomicInteger();

  private Repeated part(String name, double left) {
    return new Repeated(name, left, done::incrementAndGet);
  }

  @Test
  void aPartIsDoneOnceMoreThanAShareOfItsTimesToCome() {
    Pace pace = Rehearsal.of(List.of(part("step", 100)), 0, () -> false).orElseThrow();
    assertThat(done).hasValue(1 + 5);
    assertThat(pace.parts())
        .singleElement()
        .satisfies(part -> assertThat(part.name()).isEqualTo("step"))
        .satisfies(part -> assertThat(part.left()).isEqualTo(100))
        .satisfies(part -> assertThat(part.seconds()).isPositive());
  }

  @Test
  void whatIsRareIsDoneTwice() {
    Rehearsal.of(List.of(part("eigenvalue", .5)), 0, () -> false);
    assertThat(done).hasValue(2);
  }

  @Test
  void whatWasPreparedBeforeCounts() {
    Pace pace = Rehearsal.of(List.of(part("step", 20)), 7, () -> false).orElseThrow();
    assertThat(pace.preparationSeconds()).isGreaterThanOrEqualTo(7);
  }

  @Test
  void whoIsToStopMeasuresNoMore() {
    assertThat(
            Rehearsal.of(
                List.of(part("step", 1000), part("judging", 1000)), 0, () -> done.get() == 3))
        .isEmpty();
    assertThat(done).hasValue(3);
  }

  /** By hand: 7 times 2 seconds and 3 times 10 are to come, after 5 seconds of building. */
  @Test
  void whatIsLeftIsTheSumOfItsParts() {
    Pace pace =
        new Pace(5, List.of(new Pace.Part("step", 7, 2), new Pace.Part(Pace.JUDGING, 3, 10)));
    assertThat(pace.secondsLeft()).isEqualTo(44);
    assertThat(pace.wholeSeconds()).isEqualTo(49);
    assertThat(pace.share(Pace.JUDGING)).isCloseTo(30.0 / 44, within(1e-15));
    assertThat(pace.share("eigenvalue")).isZero();
    assertThat(new Pace(5, List.of()).share(Pace.JUDGING)).isZero();
  }
}

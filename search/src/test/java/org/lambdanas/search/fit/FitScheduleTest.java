package org.lambdanas.search.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.Augment;
import org.lambdanas.proto.v1.TrainingPace;
import org.lambdanas.search.run.Durations;

class FitScheduleTest {

  private static final double SPENT = 20;

  private static FitTimes times(double factor) {
    return new FitTimes(5, 10 * factor, 2, factor, 3, 4 * factor);
  }

  private static double seconds(FitTask task, FitTimes times, FitSchedule schedule) {
    double searched = share(schedule.searchPictures(), task.pictures());
    double tried = share(schedule.trialPictures(), task.pictures());
    return SPENT
        + task.gradientSearches()
            * (times.searchBuild() + schedule.searchEpochs() * searched * times.searchEpoch())
        + task.trialSearches()
            * schedule.trials()
            * (times.trialBuild() + schedule.trialEpochs() * tried * times.trialEpoch())
        + task.trainings()
            * (times.trainingBuild() + schedule.trainingEpochs() * times.trainingEpoch())
        + times.trainingBuild()
        + schedule.longerEpochs() * times.trainingEpoch()
        + FitSchedule.EXPORT_SECONDS;
  }

  private static double share(int pictures, int all) {
    return pictures == 0 ? 1 : (double) pictures / all;
  }

  @ParameterizedTest
  @CsvSource({
    "3600, 2, 0, 1",
    "3600, 0, 2, 1",
    "3600, 1, 1, 1",
    "1200, 1, 1, 1",
    "7200, 2, 2, 5",
    "36000, 1, 1, .2",
    "1200, 0, 1, 2"
  })
  void allFitsTheTime(double limit, int gradients, int trials, double factor) {
    FitTask task = new FitTask(limit, gradients, trials, 4000, 32);
    FitTimes times = times(factor);
    FitSchedule schedule = FitSchedule.of(task, times, SPENT);
    assertThat(schedule).isEqualTo(FitSchedule.of(task, times, SPENT));
    assertThat(seconds(task, times, schedule)).isLessThan(limit);
    assertThat(
            SPENT
                + schedule.searchSeconds()
                + schedule.trainingSeconds()
                + schedule.longerSeconds()
                + FitSchedule.EXPORT_SECONDS)
        .isCloseTo(seconds(task, times, schedule), within(1e-6));
    assertThat(schedule.searchEpochs() > 0).isEqualTo(gradients > 0);
    assertThat(schedule.trials() > 0).isEqualTo(trials > 0);
    assertThat(schedule.longerEpochs()).isGreaterThan(schedule.trainingEpochs());
  }

  @Test
  void onlyLongTrainingsChangePicturesMoreThanUsual() {
    int often = FitSchedule.OFTEN;
    assertThat(FitSchedule.augment(Augment.AUGMENT_UNSPECIFIED, 16, often - 1))
        .isEqualTo(Augment.AUGMENT_NONE);
    assertThat(FitSchedule.augment(Augment.AUGMENT_UNSPECIFIED, 16, often))
        .isEqualTo(Augment.AUGMENT_TRIVIAL);
    assertThat(FitSchedule.augment(Augment.AUGMENT_UNSPECIFIED, 8, often))
        .isEqualTo(Augment.AUGMENT_NONE);
    assertThat(FitSchedule.augment(Augment.AUGMENT_NONE, 64, often))
        .isEqualTo(Augment.AUGMENT_NONE);
    assertThat(FitSchedule.augment(Augment.AUGMENT_RAND, 8, 1)).isEqualTo(Augment.AUGMENT_RAND);
  }

  @Test
  void moreTimeGivesMoreOfEverything() {
    FitTask brief = new FitTask(900, 1, 1, 4000, 32);
    FitTask longer = new FitTask(3600, 1, 1, 4000, 32);
    FitSchedule little = FitSchedule.of(brief, times(1), SPENT);
    FitSchedule much = FitSchedule.of(longer, times(1), SPENT);
    assertThat(much.searchEpochs()).isGreaterThanOrEqualTo(little.searchEpochs());
    assertThat(much.trials() * much.trialEpochs())
        .isGreaterThan(little.trials() * little.trialEpochs());
    assertThat(much.trainingEpochs()).isGreaterThan(little.trainingEpochs());
    FitSchedule.Room narrow = FitSchedule.room(brief, times(1), SPENT);
    FitSchedule.Room wide = FitSchedule.room(longer, times(1), SPENT);
    assertThat(wide.searches()).isGreaterThan(narrow.searches());
    assertThat(wide.trainings()).isGreaterThan(narrow.trainings());
    assertThat(FitSchedule.room(brief, times(20), SPENT).suffices()).isFalse();
    assertThat(FitSchedule.room(longer, times(.1), SPENT).suffices()).isTrue();
  }

  @Test
  void whereTimeIsShortFewerPicturesAreSearchedMoreOften() {
    FitSchedule schedule =
        FitSchedule.of(new FitTask(1800, 1, 1, 4000, 32), new FitTimes(5, 60, 2, 15, 3, 20), SPENT);
    assertThat(schedule.searchPictures()).isBetween(500, 3999);
    assertThat(schedule.trialPictures()).isBetween(500, 3999);
    assertThat(FitSchedule.of(new FitTask(36000, 1, 1, 4000, 32), times(1), SPENT))
        .returns(0, FitSchedule::searchPictures)
        .returns(0, FitSchedule::trialPictures);
  }

  @Test
  void fewPicturesAreUsefulForMoreEpochs() {
    assertThat(new FitTask(600, 1, 0, 1600, 32).usefulEpochs()).isEqualTo(16);
    assertThat(new FitTask(600, 1, 0, 100, 8).usefulEpochs()).isEqualTo(40);
    assertThat(new FitTask(600, 1, 0, 100_000, 64).usefulEpochs()).isEqualTo(6);
  }

  @Test
  void whatTheTrainingsLeaveGoesToTheLongerOne() {
    TrainingPace pace =
        TrainingPace.newBuilder().setBuildSeconds(3).setMostLongerEpochs(300).build();
    // .9 * 1000 - 5 - 3 seconds for epochs of 5.
    assertThat(FitSchedule.longerEpochs(pace, 5, 40, 1000)).isEqualTo(178);
    assertThat(FitSchedule.longerEpochs(pace, 1, 40, 1000)).isEqualTo(300);
    // It is not worth it if it is hardly longer than the one before.
    assertThat(FitSchedule.longerEpochs(pace, 5, 119, 1000)).isZero();
    assertThat(FitSchedule.longerEpochs(pace, 5, 118, 1000)).isEqualTo(178);
    assertThat(FitSchedule.longerEpochs(pace, 5, 3, -20)).isZero();
    assertThat(FitSchedule.longerEpochs(TrainingPace.getDefaultInstance(), 5, 3, 1000)).isZero();
  }

  private static String refusal(FitTask task) {
    try {
      return "not refused: " + FitSchedule.of(task, times(1), SPENT);
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void tooLittleTimeIsRefusedAndWhatIsAskedForSuffices() {
    for (int trials = 0; trials < 3; trials++) {
      FitTask task = new FitTask(60, 2 - trials, trials, 4000, 32);
      String message = refusal(task);
      assertThat(message)
          .contains(
              "--time 60 s is too short for 2 searches and %d trainings".formatted(5 + trials));
      String enough = message.replaceAll(".*give (.*) or more.*", "$1").replace(" ", "");
      FitTask possible = new FitTask(Durations.parse(enough), 2 - trials, trials, 4000, 32);
      assertThat(FitSchedule.of(possible, times(1), SPENT).trainingEpochs()).isPositive();
    }
    assertThatThrownBy(() -> FitSchedule.of(new FitTask(600, 100, 0, 4000, 32), times(1), SPENT))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void whatSearchesLeaveGoesToTheTrainings() {
    TrainingPace pace =
        TrainingPace.newBuilder()
            .setBuildSeconds(3)
            .setEpochSeconds(4)
            .setMacs(1_000_000)
            .setMostEpochs(150)
            .build();
    List<Long> usual = Collections.nCopies(4, 1_000_000L);
    // .9 * 1000 - 5 - 12 seconds for epochs of 16.
    assertThat(FitSchedule.trainingEpochs(pace, 20, 1000, usual)).isEqualTo(55);
    assertThat(FitSchedule.trainingEpochs(pace, 20, 2000, usual)).isEqualTo(111);
    assertThat(FitSchedule.trainingEpochs(pace, 20, 1e6, usual)).isEqualTo(150);
    // Less than planned, where searches took longer, but never nothing.
    assertThat(FitSchedule.trainingEpochs(pace, 60, 500, usual)).isEqualTo(27);
    assertThat(FitSchedule.trainingEpochs(pace, 60, -5, usual)).isEqualTo(3);
    assertThat(FitSchedule.trainingEpochs(pace, 1, -5, usual)).isEqualTo(1);
    // Networks of more work take longer, fewer networks leave more.
    assertThat(FitSchedule.trainingEpochs(pace, 20, 1000, Collections.nCopies(4, 2_000_000L)))
        .isBetween(27, 32);
    assertThat(FitSchedule.trainingEpochs(pace, 20, 1000, Collections.nCopies(2, 1_000_000L)))
        .isEqualTo(111);
  }
}

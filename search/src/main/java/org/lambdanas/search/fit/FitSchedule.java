package org.lambdanas.search.fit;

import java.util.Collections;
import java.util.List;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.Augment;
import org.lambdanas.proto.v1.TrainingPace;
import org.lambdanas.search.run.Durations;

/**
 * How the time of a fit is divided. It follows from what was measured and from nothing else.
 *
 * @param searchEpochs of each search by gradients
 * @param searchPictures that such a search reads; 0: all
 * @param trials of each search by trainings
 * @param trialEpochs of each of its trainings
 * @param trialPictures that such a training reads; 0: all
 * @param trainingEpochs of each training by which finalists are compared, at most
 * @param longerEpochs of the training of the best of them, at most; 0: there is none
 * @param searchSeconds expected of all searches
 * @param trainingSeconds expected of all trainings that are compared
 * @param longerSeconds expected of the longer training
 */
record FitSchedule(
    int searchEpochs,
    int searchPictures,
    int trials,
    int trialEpochs,
    int trialPictures,
    int trainingEpochs,
    int longerEpochs,
    double searchSeconds,
    double trainingSeconds,
    double longerSeconds) {

  /** Seconds of an export and what comes with it. */
  static final double EXPORT_SECONDS = 5;

  static final int MOST_TRAINING_EPOCHS = 150;
  static final int MOST_LONGER_EPOCHS = 300;

  /** Of the time that searches leave: one long training is worth more than many short ones. */
  static final double LONGER_SHARE = 0.45;

  /** What is used of the time, as not all is foreseen; of what is left later there is less. */
  private static final double SAFETY = 0.8;

  private static final double LATER_SAFETY = 0.9;
  private static final double SEARCH_SHARE = 0.25;

  /** A longer training of fewer epochs, by this factor, finds nothing better. */
  private static final double LONGER_FACTOR = 1.5;

  /** Of parts that are worth their time; less is done where time is short. */
  private static final int USEFUL_SEARCH_EPOCHS = 12;

  private static final int USEFUL_TRIALS = 16;

  /** By so much the longer training is longer than the others. */
  private static final double USEFUL_LONGER = 3;

  /**
   * Pictures that are seen so often are learnt by heart unless they change; before, changes only
   * make them harder to learn.
   */
  static final int OFTEN = 80;

  /** What is smaller is unrecognisable once it is moved or sheared. */
  private static final int LEAST_CHANGED = 16;

  private static final int LEAST_EPOCHS = 3;
  private static final int LEAST_TRIALS = 6;
  private static final int LEAST_TRIAL_EPOCHS = 2;
  private static final int MOST_SEARCH_EPOCHS = 50;
  private static final int MOST_TRIAL_EPOCHS = 12;
  private static final int MOST_TRIALS = 200;

  /** With so many evaluations longer ones tell more than further ones do. */
  private static final int ENOUGH_TRIALS = 60;

  /** Of many pictures a search reads so many, if there is no time for more. */
  private static final double SEARCHED_SHARE = 0.25;

  /** Pictures that an epoch needs to say something. */
  private static final int LEAST_PICTURES = 500;

  /** Work grows a little slower than multiply-accumulates do. */
  private static final double WORK_EXPONENT = 0.9;

  /**
   * How often useful work fits the time.
   *
   * @param searches those that are useful, in their share of it
   * @param trainings likewise
   */
  record Room(double searches, double trainings) {

    /** Whether all of it fits. */
    boolean suffices() {
      return searches >= 1 && trainings >= 1;
    }
  }

  /** A part of the work that is repeated: how often, over how many of the pictures. */
  private record Course(int times, int epochs, int pictures, double seconds) {

    /** Fewer pictures, more often, where there is no time for all of them. */
    static int pictures(int possible, int useful, int all) {
      if (possible >= useful) {
        return all;
      }
      double share = (double) Math.max(1, possible) / useful;
      return (int) Math.min(all, Math.max(LEAST_PICTURES, share * all));
    }
  }

  /**
   * How often useful work fits the time. Searches get a share of their own, and read some of the
   * pictures where there are many.
   */
  static Room room(FitTask task, FitTimes times, double spent) {
    double time = available(task, times, spent);
    double share = Math.min(1, Math.max(SEARCHED_SHARE, (double) LEAST_PICTURES / task.pictures()));
    double searching =
        task.gradientSearches() * USEFUL_SEARCH_EPOCHS * share * times.searchEpoch()
            + task.trialSearches()
                * USEFUL_TRIALS
                * (times.trialBuild() + LEAST_TRIAL_EPOCHS * share * times.trialEpoch());
    double training =
        (task.trainings() + USEFUL_LONGER) * task.usefulEpochs() * times.trainingEpoch();
    return new Room(
        SEARCH_SHARE * time / Math.max(1e-9, searching), (1 - SEARCH_SHARE) * time / training);
  }

  private static double available(FitTask task, FitTimes times, double spent) {
    double builds =
        task.gradientSearches() * times.searchBuild()
            + (task.trainings() + 1) * times.trainingBuild();
    return Math.max(0, SAFETY * task.seconds() - spent - EXPORT_SECONDS - builds);
  }

  /** How much more a network of so many multiply-accumulates takes than another. */
  static double work(long macs, long others) {
    return Math.pow((double) macs / others, WORK_EXPONENT);
  }

  /**
   * Divides the time.
   *
   * @param spent seconds that measuring took
   * @throws ConfigException if there is too little of it
   */
  static FitSchedule of(FitTask task, FitTimes times, double spent) {
    double time = available(task, times, spent);
    double each = SEARCH_SHARE * time / task.searches();
    Course search = search(task, times, each);
    Course trials = trials(task, times, each);
    double searching =
        task.gradientSearches() * search.seconds() + task.trialSearches() * trials.seconds();
    if ((task.gradientSearches() > 0 && search.epochs() < LEAST_EPOCHS)
        || (task.trialSearches() > 0 && trials.times() < LEAST_TRIALS)
        || epochs((1 - LONGER_SHARE) * (time - searching) / task.trainings(), times.trainingEpoch())
            < LEAST_EPOCHS) {
      throw tooShort(task, times, spent);
    }
    double searchSeconds = searching + task.gradientSearches() * times.searchBuild();
    // As it will be decided once the searches are done, and once the trainings are; all networks
    // are taken to be like the one that was measured.
    double left = task.seconds() - spent - searchSeconds;
    TrainingPace pace = times.pace(1);
    int trainingEpochs =
        trainingEpochs(
            pace,
            LEAST_EPOCHS,
            (1 - LONGER_SHARE) * left,
            Collections.nCopies(task.trainings(), pace.getMacs()));
    double trainingSeconds =
        task.trainings() * (times.trainingBuild() + trainingEpochs * times.trainingEpoch());
    int longerEpochs =
        longerEpochs(pace, times.trainingEpoch(), trainingEpochs, left - trainingSeconds);
    return new FitSchedule(
        search.epochs(),
        search.pictures() == task.pictures() ? 0 : search.pictures(),
        trials.times(),
        trials.epochs(),
        trials.pictures() == task.pictures() ? 0 : trials.pictures(),
        trainingEpochs,
        longerEpochs,
        searchSeconds,
        trainingSeconds,
        longerEpochs == 0 ? 0 : times.trainingBuild() + longerEpochs * times.trainingEpoch());
  }

  private static Course search(FitTask task, FitTimes times, double seconds) {
    if (task.gradientSearches() == 0) {
      return new Course(0, 0, task.pictures(), 0);
    }
    int pictures =
        Course.pictures(
            epochs(seconds, times.searchEpoch()), USEFUL_SEARCH_EPOCHS, task.pictures());
    double epoch = times.searchEpoch() * pictures / task.pictures();
    int epochs = Math.min(MOST_SEARCH_EPOCHS, epochs(seconds, epoch));
    return new Course(1, epochs, pictures, epochs * epoch);
  }

  /** How many evaluations fit, and of how many epochs. */
  private static Course trials(FitTask task, FitTimes times, double seconds) {
    if (task.trialSearches() == 0) {
      return new Course(0, 0, task.pictures(), 0);
    }
    int possible = epochs(seconds, times.trialBuild() + LEAST_TRIAL_EPOCHS * times.trialEpoch());
    int pictures = Course.pictures(possible, USEFUL_TRIALS, task.pictures());
    double epoch = times.trialEpoch() * pictures / task.pictures();
    int epochs =
        Math.max(
            LEAST_TRIAL_EPOCHS,
            Math.min(
                MOST_TRIAL_EPOCHS, epochs(seconds / ENOUGH_TRIALS - times.trialBuild(), epoch)));
    double one = times.trialBuild() + epochs * epoch;
    int number = Math.min(MOST_TRIALS, epochs(seconds, one));
    return new Course(number, epochs, pictures, number * one);
  }

  private static ConfigException tooShort(FitTask task, FitTimes times, double spent) {
    double share = Math.min(1, (double) LEAST_PICTURES / task.pictures());
    double searching =
        task.gradientSearches() * LEAST_EPOCHS * share * times.searchEpoch()
            + task.trialSearches()
                * LEAST_TRIALS
                * (times.trialBuild() + LEAST_TRIAL_EPOCHS * share * times.trialEpoch());
    double training = task.trainings() * LEAST_EPOCHS * times.trainingEpoch();
    double needed =
        // Searches get no more than their share.
        Math.max(searching / SEARCH_SHARE, training / ((1 - SEARCH_SHARE) * (1 - LONGER_SHARE)))
            + task.gradientSearches() * times.searchBuild()
            + (task.trainings() + 1) * times.trainingBuild()
            + EXPORT_SECONDS
            + spent;
    return new ConfigException(
        "--time %s is too short for %d searches and %d trainings of %d pictures: give %s or more, or fewer --searches"
            .formatted(
                Durations.text(task.seconds()),
                task.searches(),
                task.trainings(),
                task.pictures(),
                Durations.text(1.2 * needed / SAFETY)));
  }

  /**
   * Epochs of each training by the time that is really left, once it is known what is trained.
   *
   * @param pace what a training takes
   * @param planned epochs that are done in any case: no search took them away
   * @param left seconds
   * @param macs multiply-accumulates of each network that is to be trained
   */
  static int trainingEpochs(TrainingPace pace, int planned, double left, List<Long> macs) {
    double epoch =
        macs.stream().mapToDouble(own -> work(own, pace.getMacs()) * pace.getEpochSeconds()).sum();
    int possible =
        epochs(LATER_SAFETY * left - EXPORT_SECONDS - macs.size() * pace.getBuildSeconds(), epoch);
    return Math.min(pace.getMostEpochs(), Math.max(Math.min(planned, LEAST_EPOCHS), possible));
  }

  /**
   * Epochs of the longer training by the time that is really left.
   *
   * @param pace what a training takes
   * @param epoch seconds of an epoch, as this network's training took before
   * @param before epochs of that training
   * @param left seconds
   * @return 0: there is no time for one that is worth it
   */
  static int longerEpochs(TrainingPace pace, double epoch, int before, double left) {
    int possible = epochs(LATER_SAFETY * left - EXPORT_SECONDS - pace.getBuildSeconds(), epoch);
    int epochs = Math.min(pace.getMostLongerEpochs(), possible);
    return epochs >= LONGER_FACTOR * before ? epochs : 0;
  }

  /**
   * After so many epochs without a better one a training ends; 0: never. Most is gained towards the
   * end, where the learning rate falls.
   */
  static int patience(int epochs) {
    return epochs > 15 ? epochs / 2 : 0;
  }

  /**
   * What else is done to the pictures of a training.
   *
   * @param asked by the user; unspecified: chosen
   * @param side of the pictures
   */
  static Augment augment(Augment asked, int side, int epochs) {
    return asked != Augment.AUGMENT_UNSPECIFIED
        ? asked
        : side < LEAST_CHANGED || epochs < OFTEN ? Augment.AUGMENT_NONE : Augment.AUGMENT_TRIVIAL;
  }

  private static int epochs(double seconds, double each) {
    return (int) Math.max(0, Math.floor(seconds / Math.max(1e-9, each)));
  }
}

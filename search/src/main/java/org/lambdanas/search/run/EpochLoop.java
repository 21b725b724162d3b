package org.lambdanas.search.run;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.lambdanas.graph.data.Prefetcher;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.search.run.Rehearsal.Repeated;

/**
 * Epochs of steps, which can be stopped between two steps and go on from there to the bit: where
 * they are, what they have recorded, and since when.
 *
 * @param <B> what a step works on
 * @param <E> record of an epoch
 */
public final class EpochLoop<B, E extends Message> {

  /** This many steps in a row without a finite loss are a divergence. */
  private static final int MOST_LOST_STEPS = 50;

  /** Where fewer steps are to come, measuring some takes a share of them that counts. */
  private static final int LEAST_FORESEEN = 40;

  private final String run;
  private final ByteString configSha256;
  private final List<ByteString> acceptedSha256;
  private final int ahead;
  private final int epochs;
  private final int stepsPerEpoch;
  private final String advice;
  private final RunningSums sums = new RunningSums();
  private final List<E> history = new ArrayList<>();
  private int epoch;
  private int step;
  private int lostSteps;
  private double secondsBefore;
  private long startedNanos = System.nanoTime();

  /** The beginning of a run, whose time starts now. */
  public <C extends Message> EpochLoop(
      RunKind<C, ?> kind, C config, int epochs, int stepsPerEpoch, String advice) {
    ExecutionConfig execution = kind.execution().apply(config);
    this.run = kind.id();
    this.configSha256 = kind.identitySha256(config);
    // Earlier versions took the place of the data for a part of the run's identity.
    this.acceptedSha256 = List.of(configSha256, Checksums.sha256(config.toByteString()));
    this.ahead = execution.getPrefetch();
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
    this.advice = advice;
  }

  /**
   * What the steps do.
   *
   * @param <B> what a step works on
   * @param <E> record of an epoch
   */
  public interface Steps<B, E> {

    /** Prepares a step; called ahead of it, by another thread. */
    B prepare(long globalStep);

    /**
     * Takes a step and adds to the epoch's sums.
     *
     * @param epoch that it is of, from 0
     */
    double take(B prepared, int epoch);

    /**
     * Mean training loss of the epoch so far.
     *
     * @return empty if no step had a finite one
     */
    Optional<Double> loss();

    /** Records an epoch whose steps are done. */
    E record(double seconds);

    /** What all steps and judgements change. */
    List<NamedTensor> state();

    /** Puts it back as it was. */
    void restore(List<NamedTensor> state);

    /** In words, what kind of steps an epoch has; those of one kind take equally long. */
    default String kind(int epoch) {
      return "step";
    }

    /** What is done after epochs that takes long. */
    default List<AfterEpoch> afterEpoch() {
      return List.of();
    }

    /** Whether the run ends before its last epoch. */
    default boolean isOver() {
      return false;
    }
  }

  /**
   * Work that follows epochs.
   *
   * @param name in words
   * @param times after each epoch, in the mean
   * @param once does it one time, which changes nothing; its numbers go from 0 to below {@code
   *     times}
   */
  public record AfterEpoch(String name, double times, IntConsumer once) {}

  /**
   * Notes where the run is in a checkpoint. Each kind of run has a message of its own, in which the
   * position goes by the same names.
   *
   * @param checkpoint without a position
   * @return the same
   */
  public <C extends Message.Builder> C note(C checkpoint) {
    Descriptor form = checkpoint.getDescriptorForType();
    Message.Builder records = checkpoint.newBuilderForField(form.findFieldByName("history"));
    history.forEach(
        record ->
            records.addRepeatedField(
                records.getDescriptorForType().findFieldByName("epochs"), record));
    checkpoint
        .setField(form.findFieldByName("epoch"), epoch)
        .setField(form.findFieldByName("step"), step)
        .setField(form.findFieldByName("history"), records.build())
        .setField(form.findFieldByName("running"), sums.save())
        .setField(form.findFieldByName("config_sha256"), configSha256)
        .setField(form.findFieldByName("seconds"), seconds());
    return checkpoint;
  }

  /**
   * Goes on from where a checkpoint is.
   *
   * @throws DataException if it is of another configuration, or where this run never is
   */
  public void restore(Message checkpoint) {
    if (!acceptedSha256.contains(field(checkpoint, "config_sha256"))) {
      throw new DataException("the checkpoint belongs to another configuration");
    }
    int savedEpoch = (int) field(checkpoint, "epoch");
    int savedStep = (int) field(checkpoint, "step");
    List<E> records = list(field((Message) field(checkpoint, "history"), "epochs"));
    if (savedEpoch != records.size()
        || savedEpoch > epochs
        || savedStep < 0
        || savedStep >= stepsPerEpoch) {
      throw new DataException(
          "the checkpoint is at epoch %d, step %d, which this %s does not have"
              .formatted(savedEpoch, savedStep, run));
    }
    sums.restore(list(field(checkpoint, "running")));
    epoch = savedEpoch;
    step = savedStep;
    history.clear();
    history.addAll(records);
    secondsBefore = (double) field(checkpoint, "seconds");
    startedNanos = System.nanoTime();
  }

  private static Object field(Message message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  // The form of the checkpoint says what its lists are of.
  @SuppressWarnings("unchecked")
  private static <T> List<T> list(Object field) {
    return (List<T>) field;
  }

  /**
   * Goes on to the end.
   *
   * @param stopRequested asked at the beginning and after every step; true stops early
   * @return true if the run came to its end, false if it was stopped
   * @throws DivergedException if the training loss is not finite for 50 steps in a row, or in the
   *     whole last epoch
   */
  public boolean run(
      Steps<B, E> steps, EpochListener<E> listener, BooleanSupplier stopRequested, Runnable keep) {
    listener.begins(epoch, step);
    // Building the graph takes long enough for a signal to have come.
    if (!isDone(steps) && stopRequested.getAsBoolean()) {
      keep.run();
      return false;
    }
    if (!isDone(steps)) {
      foreseen(steps, stopRequested).ifPresent(listener::expects);
    }
    try (Prefetcher<B> prepared = new Prefetcher<>(steps::prepare, globalStep(), ahead)) {
      while (!isDone(steps)) {
        long epochStarted = System.nanoTime();
        while (step < stepsPerEpoch) {
          watch(steps.take(prepared.next(), epoch));
          step++;
          listener.step(epoch, step, stepsPerEpoch, steps.loss());
          if (step < stepsPerEpoch && stopRequested.getAsBoolean()) {
            keep.run();
            return false;
          }
        }
        if (epoch + 1 == epochs && steps.loss().isEmpty()) {
          throw diverged("in the whole last epoch");
        }
        E record = steps.record((System.nanoTime() - epochStarted) / 1e9);
        history.add(record);
        sums.restore(List.of());
        epoch++;
        step = 0;
        keep.run();
        listener.epoch(record, epochs);
        if (!isDone(steps) && stopRequested.getAsBoolean()) {
          return false;
        }
      }
      return true;
    } finally {
      listener.ends();
    }
  }

  private Optional<Pace> foreseen(Steps<B, E> steps, BooleanSupplier stopRequested) {
    return (long) epochs * stepsPerEpoch - globalStep() < LEAST_FORESEEN
        ? Optional.empty()
        : pace(steps, stopRequested);
  }

  /**
   * Measures steps like those to come, and what follows epochs, and puts everything back as it was,
   * to the bit.
   *
   * @param stopRequested asked again and again; true ends it
   * @return empty if it was ended
   */
  public Optional<Pace> pace(Steps<B, E> steps, BooleanSupplier stopRequested) {
    double before = seconds();
    List<NamedTensor> state = steps.state();
    List<NamedTensor> running = sums.save();
    // Batches are prepared beside the steps, as they will be.
    try (Prefetcher<B> prepared = new Prefetcher<>(steps::prepare, globalStep(), ahead)) {
      return Rehearsal.of(parts(steps, prepared), before, stopRequested);
    } finally {
      steps.restore(state);
      sums.restore(running);
    }
  }

  /** What is to be done until the end: steps of each kind, and what follows epochs. */
  private List<Repeated> parts(Steps<B, E> steps, Prefetcher<B> prepared) {
    Map<String, Integer> firstEpochs = new LinkedHashMap<>();
    Map<String, Integer> left = new LinkedHashMap<>();
    for (int e = epoch; e < epochs; e++) {
      firstEpochs.putIfAbsent(steps.kind(e), e);
      left.merge(steps.kind(e), e == epoch ? stepsPerEpoch - step : stepsPerEpoch, Integer::sum);
    }
    List<Repeated> parts = new ArrayList<>();
    firstEpochs.forEach(
        (kind, first) ->
            parts.add(
                new Repeated(
                    kind, left.getOrDefault(kind, 0), () -> steps.take(prepared.next(), first))));
    for (AfterEpoch work : steps.afterEpoch()) {
      int[] number = {0};
      int numbers = (int) Math.max(1, work.times());
      parts.add(
          new Repeated(
              work.name(),
              (epochs - epoch) * work.times(),
              () -> work.once().accept(number[0]++ % numbers)));
    }
    return parts;
  }

  private boolean isDone(Steps<B, E> steps) {
    return epoch >= epochs || steps.isOver();
  }

  private void watch(double loss) {
    lostSteps = Double.isFinite(loss) ? 0 : lostSteps + 1;
    if (lostSteps >= MOST_LOST_STEPS) {
      throw diverged("for " + lostSteps + " steps");
    }
  }

  private DivergedException diverged(String howLong) {
    return new DivergedException(
        "the training loss has not been finite "
            + howLong
            + " (epoch "
            + (epoch + 1)
            + "): "
            + advice);
  }

  /**
   * The epoch.
   *
   * @return from 0; the number of epochs when all are done
   */
  public int epoch() {
    return epoch;
  }

  /**
   * Steps done since the first epoch began.
   *
   * @return from 0
   */
  public long globalStep() {
    return (long) epoch * stepsPerEpoch + step;
  }

  /** Sums over the steps of the epoch; empty again when it has ended. */
  public RunningSums sums() {
    return sums;
  }

  /**
   * The records of the epochs done.
   *
   * @return in order
   */
  public List<E> history() {
    return List.copyOf(history);
  }

  /** Wall-clock seconds so far, those before a resumption included. */
  public double seconds() {
    return secondsBefore + (System.nanoTime() - startedNanos) / 1e9;
  }
}

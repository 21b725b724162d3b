package org.lambdanas.search.run;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.lambdanas.proto.v1.RunProvenance;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.Summary;

/**
 * What TensorBoard shows of a run of epochs: its graph once, if there is one, and a summary for
 * each epoch.
 *
 * @param <E> record of an epoch
 */
public final class EpochEvents<E> {

  private final EventFile file;
  private final ToDoubleFunction<E> seconds;
  private final Function<E, Summary> summary;
  private final double started;
  private int written;

  /**
   * Begins the file anew with what is done, so that a resumed run shows no epoch twice.
   *
   * @param seconds how long an epoch took
   * @param summary what to show of an epoch
   */
  public EpochEvents(
      EventFile file,
      RunProvenance provenance,
      Optional<GraphDef> graph,
      List<E> done,
      ToDoubleFunction<E> seconds,
      Function<E, Summary> summary) {
    this.file = file;
    this.seconds = seconds;
    this.summary = summary;
    this.started = seconds(provenance.getStarted());
    List<Event> events = new ArrayList<>();
    graph.ifPresent(
        of ->
            events.add(
                Event.newBuilder().setWallTime(started).setGraphDef(of.toByteString()).build()));
    events.addAll(events(done, 0));
    file.write(started, events);
    written = done.size();
  }

  /** Adds the epochs that are not there yet. */
  public void update(List<E> history) {
    if (history.size() > written) {
      file.append(events(history, written));
      written = history.size();
    }
  }

  private static double seconds(String instant) {
    try {
      return Instant.parse(instant).getEpochSecond();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  private List<Event> events(List<E> history, int first) {
    List<Event> events = new ArrayList<>();
    double now = started;
    for (int epoch = 0; epoch < history.size(); epoch++) {
      now += seconds.applyAsDouble(history.get(epoch));
      if (epoch >= first) {
        events.add(
            Event.newBuilder()
                .setWallTime(now)
                .setStep(epoch + 1L)
                .setSummary(summary.apply(history.get(epoch)))
                .build());
      }
    }
    return events;
  }

  /** Adds a number to a summary. */
  public static void scalar(Summary.Builder summary, String tag, double value) {
    summary.addValue(Summary.Value.newBuilder().setTag(tag).setSimpleValue((float) value));
  }
}

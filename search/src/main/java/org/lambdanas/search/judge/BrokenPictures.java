package org.lambdanas.search.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.data.ReadPicture;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.BrokenPicture;

/** What becomes of files that do not give a picture as they should. For one thread. */
public final class BrokenPictures {

  private static final Logger LOG = LogManager.getLogger();

  private final boolean skip;
  private final List<BrokenPicture> passedOver = new ArrayList<>();
  private final List<ReadPicture.Square> damaged = new ArrayList<>();
  private final Map<String, Integer> otherForms = new TreeMap<>();

  /**
   * None so far.
   *
   * @param skip whether pictures that cannot be read are passed over and counted, not refused
   */
  public BrokenPictures(boolean skip) {
    this.skip = skip;
  }

  /**
   * Takes note of a picture that cannot be read.
   *
   * @throws DataException the trouble itself, unless such are passed over
   */
  void broken(ReadPicture.Broken picture) {
    if (!skip) {
      throw picture.trouble();
    }
    String reason = String.valueOf(picture.trouble().getMessage());
    LOG.warn("passed over: {}", Excerpt.printable(reason));
    passedOver.add(
        BrokenPicture.newBuilder().setPicture(picture.file().toString()).setReason(reason).build());
  }

  /** Takes note of a picture that the decoder had to guess at. */
  void damaged(ReadPicture.Square picture) {
    // Its pixels are not needed.
    damaged.add(new ReadPicture.Square(picture.file(), new byte[0], true));
  }

  /** Takes note of a file in a folder that is no picture, or of a form that is not read. */
  void other(ReadPicture.Other file) {
    if (!file.form().isEmpty()) {
      otherForms.merge(file.form(), 1, Integer::sum);
    }
  }

  /** Pictures that were passed over. */
  public List<BrokenPicture> passedOver() {
    return List.copyOf(passedOver);
  }

  /** Says what a person should know of pictures that were read. */
  public void report() {
    if (!damaged.isEmpty()) {
      LOG.error(
          "{} pictures are damaged and were read as far as that goes, such as {}",
          damaged.size(),
          Excerpt.printable(damaged.get(0).file().toString()));
    }
    if (!otherForms.isEmpty()) {
      LOG.warn(
          "passed over, of forms that are not read: {}",
          Excerpt.printable(
              otherForms.entrySet().stream()
                  .map(form -> form.getValue() + " " + form.getKey())
                  .collect(Collectors.joining(", "))));
    }
  }
}

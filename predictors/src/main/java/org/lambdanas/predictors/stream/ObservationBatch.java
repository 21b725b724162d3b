package org.lambdanas.predictors.stream;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.proto.v1.Observation;

/**
 * Some consecutive observations of a stream, as they were written; parsed on demand, by any thread.
 */
public final class ObservationBatch {

  private final List<Piece> pieces;

  ObservationBatch(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  /** One observation as it was written. */
  interface Piece {

    /** The start of an error message about it: source and position. */
    String where();

    /**
     * Parses and checks it.
     *
     * @throws DataException if it is no observation, without its position
     */
    Observation parse();
  }

  /**
   * Number of observations.
   *
   * @return at least 1
   */
  public int size() {
    return pieces.size();
  }

  /**
   * Parses and checks all.
   *
   * @return the observations, in order
   * @throws DataException for the first that is none, with its position
   */
  public List<Observation> observations() {
    List<Observation> observations = new ArrayList<>(pieces.size());
    for (int i = 0; i < pieces.size(); i++) {
      try {
        observations.add(pieces.get(i).parse());
      } catch (DataException e) {
        throw at(i, e);
      }
    }
    return observations;
  }

  /**
   * An error about one of the observations.
   *
   * @param index 0 to {@code size() - 1}
   * @param problem what is wrong with it
   * @return the same with its position in front, such as {@code "cells.txt:17: ..."}
   */
  public DataException at(int index, LambdaNasException problem) {
    return new DataException(pieces.get(index).where() + problem.getMessage(), problem);
  }
}

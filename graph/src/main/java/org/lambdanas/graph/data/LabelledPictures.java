package org.lambdanas.graph.data;

import java.nio.file.Path;
import java.util.List;

/**
 * The files of pictures of one's own and their classes; their pixels have not been read yet.
 *
 * @param isUndivided whether nothing in the folder says which pictures are for training and which
 *     to judge by
 * @param classNames in the order of their indices
 * @param files one of each class in turn, then those of which not even the start can be read
 * @param labels of each file: index of its class
 */
public record LabelledPictures(
    boolean isUndivided, List<String> classNames, List<Path> files, List<Integer> labels) {

  /** Copies. */
  public LabelledPictures {
    classNames = List.copyOf(classNames);
    files = List.copyOf(files);
    labels = List.copyOf(labels);
  }
}

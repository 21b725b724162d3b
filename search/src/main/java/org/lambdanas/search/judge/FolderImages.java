package org.lambdanas.search.judge;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.data.LabelledPictures;
import org.lambdanas.graph.data.PictureRules;
import org.lambdanas.graph.data.PictureSquares;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;

/** Pictures of one's own, one folder for each class; memory does not grow with their number. */
final class FolderImages implements TestImages {

  private final LabelledPictures pictures;
  private final boolean whole;
  private final PictureFeed feed;

  private FolderImages(
      PictureSquares squares, LabelledPictures pictures, boolean whole, BrokenPictures broken) {
    this.pictures = pictures;
    this.whole = whole;
    this.feed =
        new PictureFeed(
            squares,
            pictures.files().stream().map(file -> new PictureSource(file, false)).toList(),
            broken);
  }

  static FolderImages open(Classifier model, Optional<Path> directory, TestChoice choice) {
    DataSet dataSet = DataSets.open(DataSets.FOLDER, directory);
    PictureRules rules = choice.rules();
    boolean whole = choice.whole();
    LabelledPictures pictures =
        dataSet
            .pictures(
                directory,
                whole ? Split.TRAIN : Split.TEST,
                whole ? new PictureRules(0, 0, rules.skipBroken()) : rules)
            .orElseThrow(() -> new DataException("there are no pictures in " + directory));
    if (whole && !pictures.isUndivided()) {
      throw new ConfigException(
          directory.orElseThrow()
              + " is divided into training and test images: the whole of it cannot be judged by");
    }
    PictureSquares own = model.squares();
    PictureSquares squares =
        own.keptSide() > 0
            ? own
            : new PictureSquares(dataSet.pictureSide(own.side()), own.side(), own.channels());
    return new FolderImages(squares, pictures, whole, choice.broken());
  }

  @Override
  public String data() {
    return DataSets.FOLDER;
  }

  @Override
  public List<String> classNames() {
    return pictures.classNames();
  }

  @Override
  public boolean wholeFolder() {
    return whole;
  }

  @Override
  public int expected() {
    return pictures.files().size();
  }

  @Override
  public Optional<TestImage> next() {
    return feed.next()
        .map(
            square ->
                new TestImage(
                    square.file().toString(),
                    square.pixels(),
                    pictures.labels().get(feed.position() - 1)));
  }

  @Override
  public void close() {
    feed.close();
  }
}

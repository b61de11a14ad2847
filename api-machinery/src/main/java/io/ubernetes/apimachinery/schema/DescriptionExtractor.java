package io.ubernetes.apimachinery.schema;

import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// A step of the build: takes the sentences that describe Kubernetes' types and fields from the
/// annotations in the model classes of `client-java-api`, and writes the resource that
/// [Descriptions] reads. Nothing of the artifact is loaded or needed at run time.
///
/// Each line is `MODEL.FIELD`, a tab, the text; the field is empty for the model itself.
final class DescriptionExtractor {

  private static final String MODELS = "io/kubernetes/client/openapi/models/";
  private static final String OF_MODEL = "Lio/swagger/annotations/ApiModel;";
  private static final String OF_PROPERTY = "Lio/swagger/annotations/ApiModelProperty;";
  private static final String JSON_NAME = "Lcom/google/gson/annotations/SerializedName;";

  private final Map<String, String> texts = new TreeMap<>();

  private DescriptionExtractor() {}

  /// @param args the artifact and the file to write; nothing is done when the file is the newer one
  public static void main(String[] args) throws IOException {
    Path artifact = Path.of(args[0]);
    Path target = Path.of(args[1]);
    if (Files.exists(target)
        && Files.getLastModifiedTime(target).compareTo(Files.getLastModifiedTime(artifact)) > 0) {
      return;
    }
    DescriptionExtractor extractor = new DescriptionExtractor();
    extractor.readAll(artifact);
    Files.createDirectories(target.toAbsolutePath().getParent());
    StringBuilder lines = new StringBuilder();
    extractor.texts.forEach(
        (key, text) -> lines.append(key).append('\t').append(oneLine(text)).append('\n'));
    Files.writeString(target, lines);
  }

  private static String oneLine(String text) {
    return text.strip().replace('\n', Descriptions.LINE_BREAK).replace('\t', ' ');
  }

  private void readAll(Path artifact) throws IOException {
    try (ZipFile zip = new ZipFile(artifact.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        String name = entry.getName();
        if (name.startsWith(MODELS) && name.endsWith(".class") && name.indexOf('$') < 0) {
          byte[] bytes = zip.getInputStream(entry).readAllBytes();
          String model = name.substring(MODELS.length(), name.length() - ".class".length());
          readModel(model, ClassFile.of().parse(bytes));
        }
      }
    }
  }

  private void readModel(String model, ClassModel source) {
    put(model + ".", annotation(source, OF_MODEL, "description"));
    Map<String, String> jsonNames = new HashMap<>();
    for (FieldModel field : source.fields()) {
      String jsonName = annotation(field, JSON_NAME, "value");
      if (!jsonName.isEmpty()) {
        jsonNames.put(key(field.fieldName().stringValue()), jsonName);
      }
    }
    for (MethodModel method : source.methods()) {
      String getter = method.methodName().stringValue();
      String text = annotation(method, OF_PROPERTY, "value");
      if (getter.startsWith("get") && !text.isEmpty()) {
        String property = key(getter.substring("get".length()));
        put(model + "." + jsonNames.getOrDefault(property, property), text);
      }
    }
  }

  /// Getters and fields differ in case and in the underscore before a reserved word.
  private static String key(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private void put(String key, String text) {
    if (!text.isEmpty()) {
      texts.put(key, text);
    }
  }

  private static String annotation(AttributedElement element, String type, String member) {
    return element
        .findAttribute(Attributes.runtimeVisibleAnnotations())
        .flatMap(found ->
            found.annotations().stream()
                .filter(annotation -> annotation.className().equalsString(type))
                .findFirst())
        .map(annotation -> member(annotation, member))
        .orElse("");
  }

  private static String member(Annotation annotation, String member) {
    for (AnnotationElement element : annotation.elements()) {
      if (element.name().equalsString(member)
          && element.value() instanceof AnnotationValue.OfString text) {
        return text.stringValue();
      }
    }
    return "";
  }
}

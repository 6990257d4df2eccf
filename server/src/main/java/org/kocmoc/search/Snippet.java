package org.kocmoc.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.kocmoc.terms.Words;

/// The part of a text around the first word that was looked for.
///
/// @param text at most about two hundred letters, with an ellipsis where it was cut
/// @param ranges start and end of the words found, in UTF-16 units of `text`
record Snippet(String text, List<List<Integer>> ranges) {
    private static final int BEFORE = 60;
    private static final int LENGTH = 200;
    private static final String CUT = "…";

    static Snippet of(String text, Set<String> stems) {
        List<Words.Word> found =
                Words.in(text).stream().filter(word -> stems.contains(word.stem())).toList();
        int first = found.isEmpty() ? 0 : found.getFirst().start();
        int start = first <= BEFORE ? 0 : whole(text, first - BEFORE);
        int end = whole(text, Math.min(text.length(), start + LENGTH));
        String before = start > 0 ? CUT : "";
        String after = end < text.length() ? CUT : "";
        List<List<Integer>> ranges = new ArrayList<>();
        for (Words.Word word : found) {
            if (word.start() >= start && word.end() <= end) {
                int shift = before.length() - start;
                ranges.add(List.of(word.start() + shift, word.end() + shift));
            }
        }
        return new Snippet(before + text.substring(start, end) + after, ranges);
    }

    /// Never between the halves of a letter.
    private static int whole(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at))
                ? at - 1
                : at;
    }
}

package org.kocmoc.account;

import org.kocmoc.base.ApiException;
import org.kocmoc.credentials.CodeCheck;

/// How a code that was not accepted is refused.
final class CodeRefusals {
    private CodeRefusals() {}

    static ApiException of(CodeCheck check) {
        return new ApiException(
                switch (check) {
                    case CodeCheck.Wrong() -> AccountError.CODE_WRONG;
                    case CodeCheck.Used() -> AccountError.CODE_USED;
                    case CodeCheck.Expired() -> AccountError.CODE_EXPIRED;
                    case CodeCheck.Exhausted() -> AccountError.CODE_EXHAUSTED;
                    case CodeCheck.Accepted(String email) ->
                            throw new IllegalArgumentException("accepted codes are not refused");
                });
    }
}

// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// Feeds every file of a corpus to a fuzz target once: what fuzzing found stays found, with any
// compiler and in every run of the tests.
//
//     fuzz_x_replay FOLDER...
//
// Exits with 1 where a folder holds no file, so that a lost corpus is no passed test.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace {

bool replay(const std::filesystem::path &file)
{
    const std::uintmax_t size = std::filesystem::file_size(file);
    // Exactly as large as the file, so that AddressSanitizer sees a read behind it.
    const std::unique_ptr<char[]> bytes(new char[size]);
    std::ifstream stream(file, std::ios::binary);
    if (!stream.read(bytes.get(), static_cast<std::streamsize>(size))) {
        std::fprintf(stderr, "cannot read %s\n", file.c_str());
        return false;
    }
    std::fprintf(stderr, "%s\n", file.c_str()); // the last one named is the one that failed
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(bytes.get()), size);
    return true;
}

} // namespace

int main(int argc, char *argv[])
{
    bool good = argc > 1;
    for (int i = 1; i < argc; ++i) {
        std::size_t files = 0;
        std::error_code error;
        for (const auto &entry : std::filesystem::directory_iterator(argv[i], error)) {
            if (!entry.is_regular_file())
                continue;
            ++files;
            good = replay(entry.path()) && good;
        }
        std::printf("%s: %zu files\n", argv[i], files);
        good = good && files != 0;
    }
    return good ? 0 : 1;
}

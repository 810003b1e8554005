// Checks a log of ours with golang.org/x/mod/sumdb: other authors, another language. Reads a folder in the layout of C2SP
// tlog-tiles, with proofs.json beside it, and prints what it checked. Any contradiction ends it with exit code 1.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type proofs struct {
	Vkey      string
	Inclusion []struct {
		Index  int64
		Size   int64
		Root   []byte
		Hashes [][]byte
	}
	Consistency []struct {
		First, Second         int64
		FirstRoot, SecondRoot []byte
		Hashes                [][]byte
	}
}

// reader serves tiles as sumdb asks for them. Its paths name the tile height, C2SP's do not: tile/8/0/000 is tile/0/000.
type reader struct{ dir string }

func (r reader) Height() int { return 8 }
func (r reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, t := range tiles {
		b, err := os.ReadFile(filepath.Join(r.dir, strings.Replace(t.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		data = append(data, b)
	}
	return data, nil
}
func (r reader) SaveTiles([]tlog.Tile, [][]byte) {}

func hash(b []byte) (h tlog.Hash) { must(len(b) == len(h), "a hash has %d bytes", len(b)); copy(h[:], b); return }
func hashes(bs [][]byte) (hs []tlog.Hash) {
	for _, b := range bs {
		hs = append(hs, hash(b))
	}
	return
}
func must(ok bool, format string, args ...interface{}) {
	if !ok {
		log.Fatalf(format, args...)
	}
}
func check(err error) { must(err == nil, "%v", err) }

func entries(dir string, size int64) (all [][]byte) {
	for n := int64(0); n*256 < size; n++ {
		t := tlog.Tile{H: 8, L: 0, N: n, W: 256}
		if left := size - n*256; left < 256 {
			t.W = int(left)
		}
		path := strings.Replace(t.Path(), "tile/8/0/", "tile/entries/", 1)
		b, err := os.ReadFile(filepath.Join(dir, path))
		check(err)
		for len(b) > 0 {
			l := int(binary.BigEndian.Uint16(b))
			all, b = append(all, b[2:2+l]), b[2+l:]
		}
	}
	return
}

func main() {
	dir := os.Args[1]
	raw, err := os.ReadFile(filepath.Join(dir, "proofs.json"))
	check(err)
	var p proofs
	check(json.Unmarshal(raw, &p))
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	check(err)
	verifier, err := note.NewVerifier(p.Vkey)
	check(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	must(lines[0] == verifier.Name(), "the checkpoint is of %s", lines[0])
	var size int64
	_, err = fmt.Sscan(lines[1], &size)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)

	all := entries(dir, size)
	must(int64(len(all)) == size, "%d entries for size %d", len(all), size)
	var stored []tlog.Hash
	store := tlog.HashReaderFunc(func(indexes []int64) (out []tlog.Hash, err error) {
		for _, i := range indexes {
			out = append(out, stored[i])
		}
		return
	})
	for i, entry := range all {
		more, err := tlog.StoredHashes(int64(i), entry, store)
		check(err)
		stored = append(stored, more...)
	}
	rebuilt, err := tlog.TreeHash(size, store)
	check(err)
	must(rebuilt == root, "the entries give %v, the checkpoint says %v", rebuilt, root)

	tiles := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, reader{dir})
	for i, entry := range all {
		if i%61 != 0 && int64(i) != size-1 {
			continue
		}
		proof, err := tlog.ProveRecord(size, int64(i), tiles)
		check(err)
		check(tlog.CheckRecord(proof, size, root, int64(i), tlog.RecordHash(entry)))
	}
	for _, c := range p.Inclusion {
		check(tlog.CheckRecord(hashes(c.Hashes), c.Size, hash(c.Root), c.Index, tlog.RecordHash(all[c.Index])))
	}
	for _, c := range p.Consistency {
		check(tlog.CheckTree(hashes(c.Hashes), c.Second, hash(c.SecondRoot), c.First, hash(c.FirstRoot)))
	}
	fmt.Printf("%d entries, %d inclusion proofs, %d consistency proofs\n", size, len(p.Inclusion), len(p.Consistency))
}

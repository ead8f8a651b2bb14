import type { ChangeCategory } from './tool-words.ts';

const words = (text: string) => text.trim().split(/\s+/);

/**
 * How words begin that change something, in other languages than English; scripts without spaces are looked for
 * anywhere. Enough to catch the plain cases: what is not recognised is never taken for harmless.
 */
export const foreignChanges: readonly (readonly [ChangeCategory, readonly string[]])[] = [
  [
    'Destructive',
    words(`
      lösch entfern supprim efface elimin borra borre apaga remov exclu cancell verwijder usuń usuwa skasuj удал
      очист стира kaldır silin radera slet poista hapus xóa 删除 移除 清空 清除 刪除 削除 消去 삭제 제거 حذف מחק हटा`),
  ],
  [
    'Financial',
    words(`
      kauf bezahl überweis achete payer paie compra pagar paga acquist koopt betaal zapłać płac куп оплат
      перевод öde beli 购买 支付 付款 转账 購入 支払 送金 구매 결제 송금 شراء`),
  ],
  [
    'Execute',
    words(`
      führt ausführ startet exécut lance ejecut esegu uitvoer wykon uruchom выполн запус çalıştır jalankan
      执行 运行 執行 実行 실행 تنفيذ`),
  ],
  [
    'Write',
    words(`
      erstell schreib speicher änder aktualisier sende füg hinzufüg crée créer écri enregistr modif envoi envoy ajout
      crea escrib guard actualiz enví añad agreg cria escrev salv atualiz envia adicion scriv aggiung invia maak
      schrijf bewaar wijzig verstuur utwórz tworzy zapis zmien wyśl dodaj созда запис измен обнов отправ добав сохран
      oluştur gönder güncelle ekle buat tulis kirim tạo gửi 创建 建立 写入 更新 修改 发送 添加 保存 上传 發送 作成
      書き 変更 送信 追加 投稿 생성 작성 수정 전송 추가 저장 إنشاء إرسال`),
  ],
];

/** Words that hardly any English sentence does without. */
export const englishWords: ReadonlySet<string> = new Set(
  words('the a an of to and in for is with from by this or on it at as be are all that your one its'),
);
